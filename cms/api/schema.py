"""The content API in the OpenAPI document: every page type, every block, Wagtail's parameters."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.plumbing import ResolvedComponent
from rest_framework.serializers import Field
from wagtail.api.v2 import serializers as wagtails
from wagtail.documents.api.v2.serializers import DocumentDownloadUrlField
from wagtail.images.api.v2.serializers import ImageDownloadUrlField
from wagtail.models import Page, get_page_models

from cms.api import examples
from cms.api.serializers import AddressField, TagsField
from cms.library.models import EstuaryDocument, EstuaryImage
from cms.pages.api_fields import ContentField
from cms.pages.describing import UUID, Components, Schema, component, or_null, struct
from estuary.kernel.api.schema import JSON, EstuarySchema
from marketplace.catalogue.serializers import ServiceCard
from marketplace.practitioners.serializers import PractitionerCard

STRING: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
ADDRESS: Schema = {"type": "string", "nullable": True}

# What blocks and fields point at.
SHARED: Components = {
    "ContentPicture": struct(
        {
            **dict.fromkeys(("url", "alt", "srcset"), STRING),
            **dict.fromkeys(("width", "height"), NUMBER),
            "focal_point": {
                **struct({one: {"type": "number", "minimum": 0, "maximum": 1} for one in "xy"}),
                "nullable": True,
                "description": "What must stay in sight, as a part of width and height.",
            },
        },
        description="An image as its place on a page cuts it.",
    ),
    "PageCard": struct(
        {"id": NUMBER, **dict.fromkeys(("type", "title", "slug"), STRING), "url": ADDRESS},
        description="A page that another one leads to.",
    ),
    "NamedPage": struct(
        {
            "id": NUMBER,
            "meta": struct({"type": STRING, "detail_url": STRING, "html_url": ADDRESS}),
            "title": STRING,
        },
        description="A page beside another one, as Wagtail names it.",
    ),
    "PractitionerLink": struct(
        {"id": UUID, **dict.fromkeys(("slug", "display_name"), STRING)},
        description="Whose it is.",
    ),
}

FIELDS: dict[type[Field], Schema] = {
    wagtails.DetailUrlField: {"type": "string", "format": "uri"},
    wagtails.PageLocaleField: STRING,
    AddressField: ADDRESS,
    TagsField: {"type": "array", "items": STRING},
    ImageDownloadUrlField: STRING,
    DocumentDownloadUrlField: STRING,
}

PARAMETERS: dict[str, tuple[Schema, str]] = {
    "fields": (
        STRING,
        "`body`, `*`, `*,-body`, `_,title`. Without it, lists give a few, and a detail all.",
    ),
    "limit": ({"type": "integer", "minimum": 0, "maximum": 200, "default": 20}, ""),
    "offset": ({"type": "integer", "minimum": 0, "default": 0}, ""),
    "order": (STRING, "A field, or several with commas; `-title` turns round; `random`."),
    "search": (STRING, "Words to look for."),
    "search_operator": ({"type": "string", "enum": ["and", "or"]}, "Between words."),
    "type": (STRING, "`cms.StandardPage`, or several with commas: then only what all pages have."),
    "child_of": (STRING, "The id of a page, or `root`."),
    "descendant_of": (STRING, "The id of a page, or `root`."),
    "ancestor_of": (NUMBER, "The id of a page."),
    "translation_of": (STRING, "The id of a page, or `root`."),
    "locale": (STRING, "A language, such as `pt`."),
    "site": (STRING, "A host, if there are several sites."),
    "rich_text_format": (
        {"type": "string", "enum": ["html", "markdown", "db_html", "db_markdown"]},
        "How rich text is given; `html` if not said.",
    ),
    "depth": (
        {"type": "integer", "enum": [0, 1, 2], "default": 1},
        "What is chosen comes as its id, as a card, or as a card with cards in it.",
    ),
}
NAMES = {Page: "pages", EstuaryImage: "images", EstuaryDocument: "documents"}
SHOWING = ("fields", "rich_text_format")
ANY_LIST = ("limit", "offset", "order", "search", "search_operator")
OF_PAGES = (
    "depth",
    "type",
    "child_of",
    "descendant_of",
    "ancestor_of",
    "translation_of",
    "locale",
    "site",
)


class ContentSchema(EstuarySchema):
    """Written by hand around the fields of each type: Wagtail's shapes depend on the request."""

    view: Any

    @property
    def shown(self) -> Any:
        """The view whose fields are shown."""
        return self.view

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any
    ) -> dict[str, Any] | None:
        if method != "GET":
            return None
        self.registry, self.path, self.method = registry, path, method
        name, action = NAMES[self.view.model], self.view.action
        make = {"listing_view": self._list, "detail_view": self._detail, "find_view": self._find}
        operation = make[action](name)
        return {
            "operationId": f"content_{name}_{action.removesuffix('_view')}",
            "tags": ["Content"],
            "security": [{}, {"jwtAuth": []}],
            **operation,
            "responses": dict(sorted({**operation["responses"], **self._refusals()}.items())),
        }

    def _list(self, name: str) -> dict[str, Any]:
        shape = struct(
            {
                "meta": struct({"total_count": NUMBER}),
                "items": {"type": "array", "items": self._items()},
            }
        )
        named = (*SHOWING, *ANY_LIST, *(OF_PAGES if name == "pages" else ()))
        return {
            "summary": f"List {name}, in Wagtail's own shape",
            "description": "Any column that is a field filters as well: `?slug=about`. What a list "
            "shows costs the same few queries whatever its length.",
            "parameters": [parameter(one) for one in named],
            "responses": {"200": self._answer("A page of the list.", shape, f"{name}.list")},
        }

    def _detail(self, name: str) -> dict[str, Any]:
        key = {"in": "path", "name": "id", "schema": NUMBER, "required": True}
        named = (*SHOWING, *(("depth",) if name == "pages" else ()))
        return {
            "summary": f"Show one of the {name}",
            "parameters": [key, *map(parameter, named)],
            "responses": {"200": self._answer("All of it.", self._items(), f"{name}.detail")},
        }

    def _find(self, name: str) -> dict[str, Any]:
        ways = {"id": (NUMBER, "Its id.")}
        if name == "pages":
            ways["html_path"] = (STRING, "The path that the frontend shows: `/about/`.")
        return {
            "summary": f"Find one of the {name}, and be sent to it",
            "parameters": [parameter(one, ways) for one in ways],
            "responses": {"302": {"description": "`Location` is its detail."}},
        }

    def _answer(self, words: str, shape: Schema, example: str) -> dict[str, Any]:
        value = examples.ANSWERS[example]
        shown = {example: self._shared(f"content.{example}", value)}
        return {
            "description": words,
            "content": {JSON: {"schema": shape, "examples": shown}},
        }

    def _refusals(self) -> dict[str, Any]:
        """Wagtail says `message`, the framework below it `detail`."""
        made = {}
        for status, (key, sentence) in examples.REFUSALS.items():
            shape, example = struct({key: STRING}), f"content.{status}"
            shown = {example: self._shared(example, {key: sentence})}
            made[status] = {
                "description": sentence,
                "content": {JSON: {"schema": shape, "examples": shown}},
            }
        return made

    def _items(self) -> Schema:
        """What the view shows one of: a union, where there are several types."""
        models = {
            "pages": sorted(
                (one for one in get_page_models() if one._meta.app_label == "cms"),
                key=lambda one: one.__name__,
            ),
            "images": [EstuaryImage],
            "documents": [EstuaryDocument],
        }[NAMES[self.shown.model]]
        self.resolve_serializer(PractitionerCard, "response")
        card = dict(self.resolve_serializer(ServiceCard, "response").schema)
        card["properties"] = {**card["properties"], "practitioner": component("PractitionerCard")}
        card["description"] = "A service with the card of its practitioner: `?depth=2`."
        self._register("ServiceCardInDepth", card)
        for name, schema in SHARED.items():
            self._register(name, schema)
        made = [component(self._type(model)) for model in models]
        return made[0] if len(made) == 1 else {"anyOf": made}

    def _type(self, model: type[Any]) -> str:
        components: Components = {}
        made = self.shown._get_serializer_class(
            _Router(), model, [("*", False, None)], show_details=True
        )
        serializer = made(context={"view": self.shown})
        described = {
            name: self._field(field, model, components) for name, field in serializer.fields.items()
        }
        meta = {name: one for name, one in described.items() if name in made.meta_fields}
        body = {name: one for name, one in described.items() if name not in meta}
        for name, schema in components.items():
            self._register(name, schema)
        words = " ".join((model.__doc__ or "").split())
        self._register(
            model.__name__,
            _chosen({**body, "meta": _chosen(meta)}, description=words.partition(". ")[0]),
        )
        return model.__name__

    def _field(self, field: Field, model: type[Any], components: Components) -> Schema:
        if isinstance(field, ContentField):
            return field.described(model, components)
        if isinstance(field, wagtails.TypeField | wagtails.PageTypeField):
            return {"type": "string", "enum": [model._meta.label]}
        if type(field) in FIELDS:
            return FIELDS[type(field)]
        if isinstance(field, wagtails.RelatedField):
            return {"type": "object", "nullable": True, "additionalProperties": True}
        made = dict(self._map_serializer_field(field, "response"))
        made.pop("readOnly", None)
        return or_null(made) if getattr(field, "allow_null", False) else made

    def _register(self, name: str, schema: Mapping[str, Any]) -> None:
        self.registry.register_on_missing(
            ResolvedComponent(
                name=name, type=ResolvedComponent.SCHEMA, schema=dict(schema), object=name
            )
        )


class _Router:
    """Nested fields are shown without addresses here, so none is looked up."""

    def get_model_endpoint(self, model: type[Any]) -> None:
        return None


def _chosen(properties: Schema, *, description: str = "") -> Schema:
    """An object of which `?fields=` chooses what is there."""
    told = {"description": description} if description else {}
    return {"type": "object", **told, "properties": properties, "x-chosen": True}


def parameter(name: str, known: Mapping[str, tuple[Schema, str]] = PARAMETERS) -> dict[str, Any]:
    """A parameter of the query, as the document tells of it."""
    schema, words = known[name]
    told = {"description": words} if words else {}
    return {"in": "query", "name": name, "schema": schema, **told}
