"""Reads everything that content refers to, each kind of thing in one query."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache, reduce
from itertools import product
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Exists,
    FilteredRelation,
    Func,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, JSONObject
from rest_framework.serializers import BaseSerializer
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import Filter, SourceImageIOError
from wagtail.models import Page, Site

from cms.library.models import EstuaryImage, EstuaryRendition
from cms.library.pictures import ROLES, shown
from cms.pages.addresses import address_at
from cms.pages.references import Asked, Loaded, PageName, Wanted
from cms.pages.rowkinds import KINDS
from cms.pages.visibility import public_pages
from marketplace.catalogue.models import Service
from marketplace.catalogue.serializers import ServiceCard
from marketplace.practitioners.models import Practitioner
from marketplace.practitioners.serializers import PractitionerCard


def load(
    wanted: Wanted, asked: Asked | None = None, public: QuerySet[Page] | None = None
) -> Loaded:
    """Read what is wanted. Sizes of images that were never shown before are made now.

    `public` are the pages that the reader may see: without it, those open to everybody.
    """
    loaded = Loaded(asked or Asked())
    _load_rows(wanted, loaded)  # which may refer to more
    _load_pages(wanted, loaded, public)
    _load_services(wanted, loaded)
    _load_practitioners(wanted, loaded)
    _load_images(wanted, loaded)
    _show_rows(loaded)
    return loaded


def _load_pages(wanted: Wanted, loaded: Loaded, public: QuerySet[Page] | None) -> None:
    if not wanted.pages and not wanted.paths:
        return
    if public is None:
        public = public_pages()
    named = Q(pk__in=wanted.pages) | Q(path__in=wanted.paths)
    if wanted.pages and wanted.locales:
        keys = Page.objects.order_by().filter(pk__in=wanted.pages).values("translation_key")
        named |= Q(_AmongThose("translation_key", ArraySubquery(keys)), locale__in=wanted.locales)
    rows = _named(Page.objects.filter(named), public)
    roots = Site.get_site_root_paths()
    translations: dict[tuple[UUID, int], PageName] = {}
    same: dict[int, UUID] = {}
    for key, path, same_as, locale, title, slug, url_path, live, is_public, *model in rows:
        page = PageName(
            id=key,
            title=title,
            slug=slug,
            type=_type_name(*model),
            url=address_at(url_path, roots) if live else None,
            is_public=is_public,
        )
        loaded.pages[key] = loaded.paths[path] = translations[same_as, locale] = page
        same[key] = same_as
    for key, locale in product(wanted.pages & same.keys(), wanted.locales):
        found, stored = translations.get((same[key], locale)), loaded.pages[key]
        if found is not None and found.url and (found.is_public or not stored.is_public):
            loaded.translations[key, locale] = found


class _AmongThose(Func):
    """Whether a column holds one of what a query finds.

    The query is answered first and the column then looked up by its index; of `IN` with a query,
    beside an `OR`, PostgreSQL reads the whole table.
    """

    arg_joiner = " = ANY("
    template = "%(expressions)s)"
    output_field = BooleanField()


def _named(pages: QuerySet[Page], public: QuerySet[Page]) -> QuerySet[Any, tuple[Any, ...]]:
    return pages.annotate(is_public=Exists(public.filter(pk=OuterRef("pk")))).values_list(
        *("pk", "path", "translation_key", "locale_id", "title", "slug", "url_path", "live"),
        *("is_public", "content_type__app_label", "content_type__model"),
    )


@cache
def _type_name(app_label: str, model: str) -> str:
    try:
        return str(apps.get_model(app_label, model)._meta.label)
    except LookupError:  # its code is gone; Wagtail shows such pages as plain ones
        return Page._meta.label


def _load_services(wanted: Wanted, loaded: Loaded) -> None:
    keys = wanted.rows.get("service")
    if not keys:
        return
    services = list(Service.objects.on_sale().with_details().filter(pk__in=keys))
    loaded.rows["service"] = _cards(ServiceCard(), services)
    if loaded.asked.depth > 1:
        for one in services:
            wanted.row("practitioner", one.practitioner_id)


def _load_practitioners(wanted: Wanted, loaded: Loaded) -> None:
    keys = wanted.rows.get("practitioner")
    if not keys:
        return
    found = Practitioner.objects.listed().with_details().filter(pk__in=keys)
    loaded.rows["practitioner"] = _cards(PractitionerCard(), found)
    if loaded.asked.depth > 1:
        by_id = {card["id"]: card for card in loaded.rows["practitioner"].values()}
        for service in loaded.rows.get("service", {}).values():
            service["practitioner"] = by_id[service["practitioner"]["id"]]


def _cards(card: BaseSerializer[Any], rows: Iterable[Any]) -> dict[int, dict[str, Any]]:
    """By key. One serializer for all of them: its fields take longer to make than to show."""
    return {one.pk: dict(card.to_representation(one)) for one in rows}


# --- images ---

COLUMNS = (
    *("id", "file", "description", "title", "width", "height", "collection_id"),
    *("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"),
)
MADE = ("filter_spec", "focal_point_key", "file", "width", "height")


def _load_images(wanted: Wanted, loaded: Loaded) -> None:
    """Images with those of their sizes that are wanted, in one query."""
    if not wanted.images:
        return
    specs = {spec for roles in wanted.images.values() for role in roles for spec in ROLES[role]}
    rows = (
        EstuaryImage.objects.filter(pk__in=wanted.images)
        .annotate(
            made=FilteredRelation("renditions", condition=Q(renditions__filter_spec__in=specs))
        )
        .values_list(*COLUMNS, *(f"made__{column}" for column in MADE))
    )
    images: dict[int, EstuaryImage] = {}
    made: dict[int, dict[str, EstuaryRendition]] = defaultdict(dict)
    for row in rows:
        of_image, of_size = row[: len(COLUMNS)], row[len(COLUMNS) :]
        image = images.get(row[0])
        if image is None:
            image = images[row[0]] = EstuaryImage(**dict(zip(COLUMNS, of_image, strict=True)))
        spec, key = of_size[:2]
        if spec and key == Filter(spec).get_cache_key(image):
            made[image.pk][spec] = EstuaryRendition(
                image=image, **dict(zip(MADE, of_size, strict=True))
            )
    for image in images.values():
        sizes = _all_sizes(image, wanted.images[image.pk], made[image.pk])
        loaded.images[image.pk] = {
            role: _with_focal_point(image, [sizes[spec] for spec in ROLES[role]])
            for role in wanted.images[image.pk]
            if all(spec in sizes for spec in ROLES[role])
        }


def _all_sizes(
    image: EstuaryImage, roles: Iterable[str], made: dict[str, EstuaryRendition]
) -> dict[str, EstuaryRendition]:
    """What was made before, and what was missing; of a file that is gone, what is there."""
    missing = [spec for role in sorted(roles) for spec in ROLES[role] if spec not in made]
    if not missing:
        return made
    try:
        return {**made, **image.get_renditions(*missing)}
    except (SourceImageIOError, InvalidFilterSpecError):
        return made


def _with_focal_point(image: EstuaryImage, sizes: list[EstuaryRendition]) -> dict[str, Any]:
    first = min(sizes, key=lambda one: one.width)
    point = first.focal_point if image.has_focal_point() else None
    return {
        **shown(image, sizes),
        "focal_point": point
        and {
            "x": round(min(max(point.centroid_x / first.width, 0), 1), 4),
            "y": round(min(max(point.centroid_y / first.height, 0), 1), 4),
        },
    }


# --- rows of every other kind ---


def _load_rows(wanted: Wanted, loaded: Loaded) -> None:
    """All kinds of rows in one query, so that no kind adds to what a list costs.

    What they refer to is noted; rows among that are read by a second one.
    """
    for _ in range(2):
        missing = {
            name: keys - loaded.rows.get(name, {}).keys()
            for name, keys in sorted(wanted.rows.items())
            if name in KINDS
        }
        asked = [_said(name, keys) for name, keys in missing.items() if keys]
        if not asked:
            return
        for name, key, said in reduce(lambda one, more: one.union(more, all=True), asked):
            kind = KINDS[name]
            loaded.rows.setdefault(name, {})[int(key) if kind.is_numbered else key] = said
            kind.references(said, wanted)


def _said(name: str, keys: set[Any]) -> QuerySet[Any]:
    kind = KINDS[name]
    return (
        kind.rows()
        .filter(**{f"{kind.key}__in": keys})
        .order_by()
        .annotate(
            _kind=Value(name, output_field=TextField()),
            _key=Cast(kind.key, TextField()),
            _said=JSONObject(**kind.said),
        )
        .values_list("_kind", "_key", "_said")
    )


def _show_rows(loaded: Loaded) -> None:
    """Once everything is there that they refer to."""
    for name, rows in loaded.rows.items():
        if name in KINDS:
            loaded.rows[name] = {key: KINDS[name].shown(said, loaded) for key, said in rows.items()}
