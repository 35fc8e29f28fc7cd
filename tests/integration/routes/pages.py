"""Practitioners, services, streams and pages: a line for each route and method."""

from collections.abc import Callable
from typing import Any

from cms.workflows import moderation
from tests.integration.routes.line import (
    ADA,
    BOTH,
    NONE,
    SIGNED_IN,
    Line,
    ada,
    ann,
    anybody,
    practitioners,
    signed_in,
    touches,
)
from tests.integration.routes.world import NOBODY, World


def submitted(page: str) -> Callable[[World], Any]:
    """A page of Ada's waits for a moderator."""
    return lambda world: moderation.submit(thing=getattr(world.ours, page), user=world.ours.user)


def paused(world: World) -> None:
    """Ada's service is not sold for a while."""
    type(world.ours.service).objects.filter(pk=world.ours.service.pk).update(status="paused")


PROFILE = {
    "display_name": "Ada",
    "summary": "Breath for those who sleep badly.",
    "languages": ["English"],
}
LISTING = {
    "title": "Breathing", "summary": "An hour that slows down.", "location_type": "virtual",
    "terms": {"price_cents": 8000, "duration_minutes": 60},
}  # fmt: skip
STREAM = {"title": "Ten minutes", "teaser": "A breath for the night, lying down."}
PORTRAIT = {"picture": {"asset": "{asset}", "alt": "By the sea"}}
HOURS = {
    "timezone": "Europe/Lisbon",
    "weekly_hours": [{"weekday": 0, "start_time": "09:00", "end_time": "12:30"}],
}
OPEN = [{"start_time": "14:00", "end_time": "19:00"}]
BELOW = touches("wagtailcore_page")  # a page counts those below it
LIKED, FOLLOWED = touches("cms_post"), touches("marketplace_practitioner")
DRAFT = {"version": "draft"}
P, S, T = "/practitioners/{name}/", "/services/{name}/", "/streams/{name}/"
C = f"{T}comments/{{comment_id}}/"
# Of what only some may have, comments are refused to others, whether they are there or not.
KEPT_FROM = dict.fromkeys((SIGNED_IN | {NOBODY}) - BOTH, 403)


def _pages(name: str, thing: str, changes: dict[str, Any], page: str) -> dict[Any, list[Line]]:
    """What practitioners do with each of their pages."""
    made_from = {"revision": f"{{{page}_revision}}"}
    some = {"summary" if name != T else "teaser": "Slowly, lying down."}
    return {
        ("PUT", name): [ada(thing, body=changes | made_from)],
        ("PATCH", name): [
            ada(thing, body=some | made_from),
            ada(f"{thing} with a file", body=PORTRAIT | made_from),
        ],
        ("GET", f"{name}review/"): [ada(thing)],
        ("POST", f"{name}submit/"): [ada(thing)],
        ("POST", f"{name}withdraw/"): [ada(thing, before=submitted(page))],
    }


WORDS: dict[tuple[str, str], list[Line]] = {
    # practitioners
    ("GET", "/practitioners/"): [anybody()],
    ("POST", "/practitioners/apply/"): [
        signed_in(
            body={"display_name": "New", "professional_title": "Coach", "timezone": "UTC"},
            refused={"ada": 409, "bea": 409},
        )
    ],
    ("GET", "/practitioners/{key}/availability/"): [
        anybody("key", query={"service": "{service}"}),
        anybody("key", query={"service": "{draft_service}"}, owners=NONE),
    ],
    ("GET", P): [
        anybody("practitioner"),
        anybody("practitioner", owners=ADA, query=DRAFT),
        anybody("hidden practitioner", owners=NONE),
    ],
    **_pages(P, "practitioner", PROFILE, "profile"),
    ("GET", f"{P}follow/"): [signed_in("practitioner")],
    ("POST", f"{P}follow/"): [
        signed_in("practitioner", refused={"ada": 409}, touches=FOLLOWED),
        signed_in("hidden practitioner", owners=NONE),
    ],
    ("DELETE", f"{P}follow/"): [signed_in("practitioner", touches=FOLLOWED)],
    ("GET", f"{P}schedule/"): [
        anybody("practitioner"),
        anybody("hidden practitioner", owners=NONE),
    ],
    ("POST", f"{P}schedule/"): [practitioners("practitioner", owners=ADA, body=HOURS)],
    ("GET", f"{P}schedule/overrides/"): [practitioners("practitioner", owners=ADA)],
    ("POST", f"{P}schedule/overrides/"): [
        practitioners("practitioner", owners=ADA, body={"date": "2039-03-19", "windows": OPEN})
    ],
    ("DELETE", f"{P}schedule/overrides/{{date}}/"): [practitioners("override", owners=ADA)],
    ("GET", f"{P}schedule/time-away/"): [practitioners("practitioner", owners=ADA)],
    ("POST", f"{P}schedule/time-away/"): [
        practitioners(
            "practitioner", owners=ADA,
            body={"start": "2039-04-02T08:00:00Z", "end": "2039-04-06T20:00:00Z"},
        )
    ],
    ("DELETE", f"{P}schedule/time-away/{{public_id}}/"): [practitioners("away", owners=ADA)],
    ("GET", f"{P}services/"): [
        anybody("practitioner"),
        anybody("hidden practitioner", owners=NONE),
    ],
    # services
    ("GET", "/services/"): [anybody()],
    ("GET", "/services/categories/"): [anybody()],
    ("POST", "/services/"): [
        practitioners(body=LISTING | {"service_type": "session"}, touches=BELOW),
        practitioners("asset", owners=ADA, body=LISTING | {"service_type": "session"} | PORTRAIT),
    ],
    ("GET", S): [
        anybody("service"),
        anybody("service", owners=ADA, query=DRAFT),
        anybody("draft service", owners=ADA),
        anybody("hidden service", owners=NONE),
    ],
    ("DELETE", S): [ada("service"), ada("draft service")],
    **_pages(S, "service", LISTING, "listing"),
    ("POST", f"{S}activate/"): [ada("service", before=paused)],
    ("POST", f"{S}pause/"): [ada("service")],
    ("GET", f"{S}quote/"): [
        anybody("service"),
        anybody("draft service", owners=NONE),
    ],
    ("GET", f"{S}schedule/"): [anybody("workshop")],
    ("POST", f"{S}schedule/"): [ada("workshop", body={"starts": ["{later}"]})],
    ("GET", f"{S}schedule/{{session}}/"): [ada("session")],
    ("PATCH", f"{S}schedule/{{session}}/"): [ada("session", body={"capacity": 14})],
    ("DELETE", f"{S}schedule/{{session}}/"): [ada("session")],
    ("GET", f"{S}waitlist/"): [signed_in("workshop")],
    ("POST", f"{S}waitlist/"): [
        signed_in(
            "workshop", body={"session": "{full}"}, refused={"ada": 409, "ann": 409}
        )
    ],
    ("DELETE", f"{S}waitlist/{{entry}}/"): [ann("place in line")],
    ("GET", "/waitlist/"): [signed_in()],
    # streams
    ("GET", "/streams/"): [anybody()],
    ("POST", "/streams/"): [
        practitioners(body=STREAM, touches=BELOW),
        practitioners("asset", owners=ADA, body=STREAM | PORTRAIT),
        practitioners("film", owners=ADA, body=STREAM | {"kind": "video", "media": "{asset}"}),
        practitioners("offer", owners=ADA, body=STREAM | {"service": "{slug}"}),
    ],
    ("GET", "/streams/mine/"): [practitioners()],
    ("GET", "/streams/saved/"): [signed_in()],
    **{
        ("GET", f"/streams/feeds/{{name}}.{kind}"): [
            anybody("practitioner"),
            anybody("hidden practitioner", owners=NONE),
        ]
        for kind in ("rss", "atom")
    },
    ("GET", T): [
        *(anybody(f"{access} post") for access in ("free", "followers", "purchasers")),
        anybody("free post", owners=ADA, query=DRAFT),
        anybody("draft post", owners=ADA),
        anybody("hidden post", owners=NONE),
    ],
    ("DELETE", T): [ada("free post"), ada("draft post")],
    **_pages(T, "draft post", STREAM, "draft_post"),
    ("GET", f"{T}figures/"): [ada("free post")],
    **{
        (method, f"{T}{gesture}/"): [
            signed_in("free post", touches=LIKED), signed_in("draft post", owners=ADA)
        ]
        for method in ("POST", "DELETE")
        for gesture in ("like", "save")
    },
    ("POST", f"{T}view/"): [
        anybody("free post", body={}, touches=LIKED), anybody("draft post", owners=ADA, body={})
    ],
    ("GET", f"{T}comments/"): [
        anybody("hidden post", owners=NONE),
        anybody("free post"), anybody("purchasers post", refused=KEPT_FROM)
    ],
    ("POST", f"{T}comments/"): [
        signed_in("free post", body={"text": "Thanks."}, touches=LIKED),
        signed_in("purchasers post", body={"text": "Thanks."}, refused=KEPT_FROM,
                  touches=LIKED),
        signed_in("draft post", body={"text": "Thanks."}, owners=ADA),
        signed_in(
            "answered comment", body={"text": "Thanks.", "reply_to": "{reply_to}"}, owners=NONE
        ),
    ],
    ("PATCH", C): [ann("comment", body={"text": "I slept well."})],
    ("DELETE", C): [ann("comment")],
    ("POST", f"{C}hide/"): [ada("comment", body={"reason": "Off."})],
    ("DELETE", f"{C}hide/"): [ada("hidden comment")],
    ("GET", f"{C}replies/"): [
        anybody("comment"),
        anybody("hidden comment", owners=BOTH),
        anybody("closed comment", refused=KEPT_FROM),
    ],
    ("POST", f"{C}report/"): [
        signed_in("comment", body={"reason": "spam"}, refused={"ann": 409}),
        signed_in("hidden comment", body={"reason": "spam"}, owners=NONE),
    ],
    # words
    ("GET", "/content/audiences/"): [anybody()],
    ("GET", "/content/certifications/"): [anybody()],
    ("GET", "/content/documents/"): [anybody(query={"fields": "*"})],
    ("GET", "/content/documents/{id}/"): [anybody("private document", owners=NONE)],
    ("GET", "/content/documents/find/"): [
        anybody("private document", owners=NONE, query={"id": "{id}"})
    ],
    ("GET", "/content/images/"): [anybody(query={"fields": "*"})],
    ("GET", "/content/images/{id}/"): [anybody("private image", owners=NONE)],
    ("GET", "/content/images/find/"): [
        anybody("private image", owners=NONE, query={"id": "{id}"})
    ],
    ("GET", "/content/modalities/"): [anybody()],
    ("GET", "/content/modalities/{slug}/"): [
        anybody("modality"), anybody("draft modality", owners=NONE)
    ],
    ("GET", "/content/pages/"): [
        anybody(query={"limit": "50"}),
        *(
            anybody(query={"type": f"cms.{kind}", "fields": "*", "depth": "2"})
            for kind in ("StandardPage", "LandingPage", "HelpPage", "HelpIndexPage", "HomePage",
                         "PractitionerPage", "ServicePage", "StreamPage", "PostPage")
        ),
    ],
    ("GET", "/content/pages/{id}/"): [
        anybody("page"),
        *(anybody(f"{which} page", owners=NONE) for which in
          ("draft", "private", "draft service", "draft post", "waiting")),
        *(
            anybody(f"{which} page")
            for which in ("profile", "listing", "post", "closed post")
        ),
    ],
    ("GET", "/content/pages/find/"): [
        anybody("path of draft page", owners=NONE, query={"html_path": "{path}"}),
        anybody("draft page", owners=NONE, query={"id": "{id}"}),
    ],
    ("GET", "/content/preview/"): [
        anybody("preview", query={"token": "{token}"}),
        anybody("review", query={"review": "{review}"}, reads_as="the reviewer",
                touches=touches("cms_reviewlink")),
    ],
    ("GET", "/content/resolve/"): [
        anybody("path of page", query={"path": "{path}"}),
        anybody("path of draft page", query={"path": "{path}"}, blind=True),
        anybody("path of draft post page", query={"path": "{path}"}, blind=True),
    ],
    ("GET", "/content/search/"): [anybody(query={"search": "breathing"})],
    ("GET", "/content/site/"): [anybody()],
    ("GET", "/content/sitemap.xml"): [anybody()],
    ("GET", "/content/sitemap-{section}.xml"): [anybody("section")],
}  # fmt: skip
