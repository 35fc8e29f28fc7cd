"""One request to the API on its way through, and the answer it gets."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.stripe import ids
from sandbox.stripe.contract import API_VERSION
from sandbox.stripe.errors import ApiError
from sandbox.stripe.journal import masked
from sandbox.stripe.keys import Key
from sandbox.stripe.wire import decode, decode_json


@dataclass(frozen=True)
class Answer:
    """Status, body and the headers that are not the same on every answer."""

    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, body: dict[str, Any]) -> "Answer":
        """A resource."""
        return cls(200, json.dumps(body, indent=2))

    @classmethod
    def refusing(cls, error: ApiError, visit: "Visit") -> "Answer":
        """An error; `/v1` adds where it is explained and the request's address in Stripe's log."""
        body = error.body()
        if visit.is_v2:
            body["error"].pop("doc_url", None)
        else:
            log = f"https://dashboard.stripe.com/test/logs/{visit.request_id}"
            body["error"]["request_log_url"] = log
        return cls(error.status, json.dumps(body, indent=2), dict(error.headers))

    def halved(self) -> "Answer":
        """The same, broken off in the middle: no JSON any more."""
        return replace(self, body=self.body[: len(self.body) // 2])


class Dropped(Exception):
    """The connection is to be broken without an answer."""


@dataclass
class Visit:
    """What is known of a request; filled in as it passes the gates."""

    operation: str
    path: str
    path_params: dict[str, str]
    headers: dict[str, str]
    text: str
    at: float
    params: dict[str, Any] = field(default_factory=dict)
    key: Key | None = None
    fault: str | None = None
    replayed: bool = False
    recorded: bool = False
    request_id: str = field(default_factory=lambda: ids.new("request"))

    @property
    def method(self) -> str:
        return self.operation.split(" ")[0]

    @property
    def is_v2(self) -> bool:
        return self.path.startswith("/v2/")

    @property
    def account(self) -> str | None:
        """The connected account to act for."""
        return self.headers.get("stripe-account")

    @property
    def kept_under(self) -> str | None:
        """The idempotency key; each connected account has keys of its own."""
        key = self.idempotency_key
        return f"{self.account} {key}" if key and self.account else key

    def read_params(self) -> dict[str, Any]:
        """The parameters: form encoded in `/v1` and in every query, JSON in a body of `/v2`."""
        if self.is_v2 and self.method == "POST":
            return decode_json(self.text)
        return decode(self.text)

    @property
    def idempotency_key(self) -> str | None:
        """The key of a write; reads need none and theirs are ignored, as Stripe does."""
        return self.headers.get("idempotency-key") if self.method == "POST" else None

    def standing_headers(self) -> dict[str, str]:
        """The headers of every answer."""
        headers = {"Request-Id": self.request_id, "Stripe-Version": API_VERSION}
        if self.idempotency_key:
            headers["Idempotency-Key"] = self.idempotency_key
        return headers

    def entry(self, answer: Answer | None) -> dict[str, Any]:
        """The journal's line about it; no answer means the connection broke."""
        error = json.loads(answer.body).get("error") if answer and answer.status >= 400 else None
        return {
            "request_id": self.request_id,
            "at": self.at,
            "method": self.method,
            "path": self.path,
            "operation": self.operation,
            "params": masked(self.params),
            "key": self.key.kind if self.key else None,
            "idempotency_key": self.idempotency_key,
            "account": self.account,
            "status": answer.status if answer else None,
            "error": (error.get("code") or error["type"]) if error else None,
            "replayed": self.replayed,
            "fault": self.fault,
        }
