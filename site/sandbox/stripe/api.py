"""The way of a request: gates, idempotency, execution, journal.

Execution is one transaction on the server's only loop: the effect, the events, the kept answer
and the journal's line are committed together, so a killed process has done a request whole or
not at all.
"""

import asyncio
import logging

from sandbox.stripe.contract import answer_faults, check_expansions, checked, document
from sandbox.stripe.errors import ApiError, CardError, NotFound, RateLimited, ServerError
from sandbox.stripe.faults import ON_ARRIVAL, ON_EXECUTION, Fault
from sandbox.stripe.idempotency import Kept, check_prefix
from sandbox.stripe.keys import authenticate, check_account, check_version, refuse_browsers
from sandbox.stripe.operation import Call, Operation
from sandbox.stripe.present import present
from sandbox.stripe.resources import OPERATIONS
from sandbox.stripe.resources.intent_rules import for_browsers
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.visit import Answer, Dropped, Visit
from sandbox.stripe.world import Body, Cause

log = logging.getLogger("sandbox.stripe")


class Api:
    """Answers visits."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def time(self) -> float:
        """The time by the sandbox's clock."""
        return self._sandbox.world.wall()

    async def answer(self, visit: Visit) -> Answer:
        """The answer, written into the journal; raises Dropped when there shall be none."""
        answer: Answer | None = None
        try:
            answer = await self._pass_gates(visit)
        except ApiError as error:
            answer = Answer.refusing(error, visit)
        finally:
            if not visit.recorded:
                self._sandbox.journal.write(visit.entry(answer))
        return answer

    async def _pass_gates(self, visit: Visit) -> Answer:
        visit.params = visit.read_params()
        visit.key = authenticate(visit.headers, in_body=visit.params.pop("key", None))
        check_version(visit.headers, v2=visit.is_v2)
        operation = _operation(visit)
        if not visit.key.secret and not operation.for_browsers:
            raise refuse_browsers()
        check_account(self._sandbox.world, visit.account, allowed=operation.on_accounts)
        fault = self._sandbox.faults.take(visit.operation, visit.path, ON_ARRIVAL)
        await self._suffer(visit, fault)
        if visit.method == "POST" and visit.key.secret:
            check_prefix(visit.idempotency_key)
        with self._sandbox.keys.claimed(visit.kept_under):
            answer = self._replay(visit)
            if answer is None:
                params = checked(document(), visit.operation, visit.params)
                operation.check(params)
                check_expansions(document(), visit.operation, params.get("expand", []))
                if fault and fault.kind == "slow":
                    await asyncio.sleep(fault.seconds)
                answer = self._execute(visit, operation, params)
        if fault and fault.kind == "timeout_after":
            await asyncio.sleep(fault.seconds)
            raise Dropped
        return answer.halved() if fault and fault.kind == "malformed" else answer

    async def _suffer(self, visit: Visit, fault: Fault | None) -> None:
        visit.fault = fault.kind if fault else None
        if fault and fault.kind == "rate_limit":
            raise RateLimited(
                "Request rate limit exceeded. Learn more about rate limits here "
                "https://stripe.com/docs/rate-limits.",
                code="rate_limit",
            )
        if fault and fault.kind == "timeout_before":
            await asyncio.sleep(fault.seconds)
            raise Dropped

    def _replay(self, visit: Visit) -> Answer | None:
        kept = self._sandbox.keys.find(visit.kept_under, visit.path, visit.params)
        if kept is None:
            return None
        visit.replayed = True
        headers = {"Idempotent-Replayed": "true", "Original-Request": kept.request_id}
        if kept.status >= 500:
            headers["Stripe-Should-Retry"] = "false"
        return Answer(kept.status, kept.body, headers)

    def _execute(self, visit: Visit, operation: Operation, params: Body) -> Answer:
        fault = self._sandbox.faults.take(visit.operation, visit.path, ON_EXECUTION)
        visit.fault = fault.kind if fault else visit.fault
        try:
            with self._sandbox.store.transaction():
                answer = self._run(visit, operation, params, fault)
                if fault and fault.kind == "error_500_after":
                    broken = Answer.refusing(_broken(), visit)
                    # `/v2` keeps no failure: who asks again is answered with what was done.
                    return self._keep(visit, broken, kept=answer if visit.is_v2 else broken)
                return self._keep(visit, answer)
        except ApiError as error:
            return self._keep(visit, Answer.refusing(_fit(error, visit), visit))
        except Exception:
            log.exception("%s broke", visit.operation)
            return self._keep(visit, Answer.refusing(_broken(), visit))
        finally:
            self._sandbox.courier.ring()

    def _run(self, visit: Visit, operation: Operation, params: Body, fault: Fault | None) -> Answer:
        if fault and fault.kind == "refuse":
            raise fault.refusal()
        if fault and fault.kind == "error_500":
            raise _broken()
        world = self._sandbox.world
        world.cause = Cause(visit.request_id, visit.idempotency_key)
        secret = bool(visit.key and visit.key.secret)
        try:
            with world.acting_for(visit.account):
                body = operation.run(world, Call(params, visit.path_params, secret))
                body = present(world, body, params.get("expand", []))
        except CardError as error:
            return Answer.refusing(_fit(error, visit), visit)
        self._judge(visit, body)
        return Answer.of(body)

    def _keep(self, visit: Visit, answer: Answer, *, kept: Answer | None = None) -> Answer:
        kept = kept or answer
        with self._sandbox.store.transaction():
            stored = Kept(kept.status, kept.body, visit.request_id)
            self._sandbox.keys.keep(visit.kept_under, visit.path, visit.params, stored)
            self._sandbox.journal.write(visit.entry(answer))
        visit.recorded = True
        return answer

    def _judge(self, visit: Visit, body: Body) -> None:
        if not self._sandbox.settings.check_answers:
            return
        wrong = answer_faults(document(), visit.operation, body)
        if wrong:
            raise ServerError(f"The sandbox's answer does not fit Stripe's schema: {wrong}")


def _operation(visit: Visit) -> Operation:
    if visit.operation in OPERATIONS:
        return OPERATIONS[visit.operation]
    raise NotFound(
        f"Unrecognized request URL ({visit.method}: {visit.path}). Either Stripe has no such "
        "address, or this sandbox does not play it yet. See https://stripe.com/docs/api.",
    )


def _fit(error: ApiError, visit: Visit) -> ApiError:
    """A browser sees of an intent in an error what it may see of it anywhere."""
    if visit.key and not visit.key.secret and "payment_intent" in error.details:
        error.details["payment_intent"] = for_browsers(error.details["payment_intent"])
    return error


def _broken() -> ServerError:
    error = ServerError(
        "An unknown error occurred, and Stripe was told of it.", code="sandbox_server_error"
    )
    error.headers = {"Stripe-Should-Retry": "false"}
    return error
