"""`content/preview/` in the OpenAPI document: whatever there are drafts of, as it will be shown."""

from typing import Any

from cms.api import examples
from cms.api.schema import NUMBER, STRING, ContentSchema, parameter
from cms.api.views import Pages
from cms.pages.describing import Schema, struct
from cms.previews.operations import PreviewOver, ReviewLinkOver
from cms.sitewide.models import Footer, MarketplaceCopy, Navigation, SeoDefaults
from cms.sitewide.serializers import AnnouncementShape, SiteShape
from cms.snippets.models import Announcement, Faq, Testimonial
from cms.taxonomy.models import Audience, CertificationKind, Modality
from cms.taxonomy.serializers import AudienceCard, CertificationKindCard, ModalityDetail
from estuary.kernel.api import refusals
from estuary.kernel.api.schema import JSON

PARAMETERS = {
    "token": (STRING, "What an editor has on the screen."),
    "review": (STRING, "What a reviewer was sent the address of."),
    "since": (NUMBER, "The version that you have: 204 while it is the same."),
}
VERSION = {
    "Preview-Version": {"schema": NUMBER, "description": "Changes with the draft; see `since`."}
}
SHAPES = {
    Modality: ModalityDetail,
    Audience: AudienceCard,
    CertificationKind: CertificationKindCard,
    Announcement: AnnouncementShape,
}
PARTS = {Navigation: "navigation", Footer: "footer", SeoDefaults: "seo", MarketplaceCopy: "copy"}


class PreviewSchema(ContentSchema):
    """The answers of the live addresses, with a `meta` that says what it is a draft of."""

    @property
    def shown(self) -> Any:
        return Pages(action="detail_view")

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any
    ) -> dict[str, Any] | None:
        self.registry, self.path, self.method = registry, path, method
        answer = self._answer("The draft.", {"anyOf": self._drafts()}, "pages.detail")
        shown = answer["content"][JSON]["examples"]
        shown |= {
            name: self._shared(f"content.{name}", value) for name, value in examples.DRAFTS.items()
        }
        over: dict[str, Any] = {}
        for error in (PreviewOver, ReviewLinkOver):
            self._add_refusal(over, refusals.of_error(error))
        operation: dict[str, Any] = {
            "operationId": "content_preview",
            "tags": ["Content"],
            "summary": "Show a draft as it will be shown once it is published",
            "description": "Without the envelope: a page as `content/pages/{id}/`, a modality as "
            "its own address, another snippet as its card, a setting as its part of "
            "`content/site/`. Give `token` or `review`. Nothing of it is ever cached.",
            "parameters": [
                *(parameter(one, PARAMETERS) for one in PARAMETERS),
                parameter("rich_text_format"),
                parameter("depth"),
            ],
            "responses": {
                "200": {**answer, "headers": VERSION},
                "204": {"description": "It is the version that you have.", "headers": VERSION},
                "404": over,
            },
        }
        self._tell_refusals(operation)
        operation["responses"] = dict(sorted(operation["responses"].items()))
        return operation

    def _drafts(self) -> list[Schema]:
        return [
            *self._items()["anyOf"],
            self._never_saved(),
            *(self._snippet(model, self._said(shape)) for model, shape in SHAPES.items()),
            *(self._snippet(one, one.content_kind.schema) for one in (Faq, Testimonial)),
            *(self._setting(model, part) for model, part in PARTS.items()),
        ]

    def _never_saved(self) -> Schema:
        return {
            "type": "object",
            "description": "A page that was never saved: as others of its type, with neither an "
            "`id` nor a `detail_url`.",
            "properties": {
                "id": {**NUMBER, "nullable": True, "enum": [None]},
                "meta": {
                    "type": "object", "properties": {"type": STRING},
                    "additionalProperties": True,
                },
                "title": STRING,
            },
            "additionalProperties": True,
        }  # fmt: skip

    def _said(self, shape: type[Any]) -> Schema:
        return dict(self.resolve_serializer(shape, "response").schema["properties"])

    def _snippet(self, model: type[Any], said: Any) -> Schema:
        meta = struct({"type": _only(model), "locale": STRING})
        return struct({"meta": meta, **said}, description=f"A draft of a {_name(model)}.")

    def _setting(self, model: type[Any], part: str) -> Schema:
        said = {part: self._said(SiteShape)[part]}
        meta = struct({"type": _only(model)})
        return struct({"meta": meta, **said}, description=f"A draft of the {_name(model)}.")


def _only(model: type[Any]) -> Schema:
    return {"type": "string", "enum": [model._meta.label]}


def _name(model: type[Any]) -> str:
    return str(model._meta.verbose_name)
