"""What blocks give, and that whatever the database has of them never raises."""

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from wagtail import blocks

from cms.pages.blocks import Body, Education, Points, QuestionList
from cms.pages.references import Asked, Loaded, PageName, Wanted
from cms.pages.sections import Sections
from cms.pages.shapes import references, shown
from tests import contract

PICTURE = {
    **{"url": "https://x.test/a.jpg", "alt": "A shore", "srcset": "", "width": 9, "height": 9},
    "focal_point": None,
}
LEAFLET = {"id": 1, "title": "Leaflet", "url": "https://x.test/documents/1/leaflet.pdf"}


def loaded(**asked) -> Loaded:
    """A world with a page, an image and a document whose ids are 1; page 2 is a draft."""
    named = {"title": "About", "slug": "about", "type": "cms.StandardPage"}
    return Loaded(
        asked=Asked(**{"text_format": "html", **asked}),
        images={1: dict.fromkeys(("wide", "card"), PICTURE)},
        pages={
            1: PageName(id=1, url="https://x.test/about/", is_public=True, **named),
            2: PageName(id=2, url=None, is_public=False, **named),
            3: PageName(id=3, url="https://x.test/members/", is_public=False, **named),
        },
        rows={"document": {1: LEAFLET}},
    )


def value_of(kind, raw, **asked):
    """What the body shows of one block."""
    [block] = shown(Body(), [{"type": kind, "value": raw, "id": "x"}], loaded(**asked))
    return block["value"]


def test_a_stream_names_type_value_and_id():
    raw = [{"type": "divider", "value": None, "id": "x"}]

    assert shown(Body(), raw, loaded()) == raw


def test_a_heading_has_text_and_level():
    raw = {"text": "Welcome", "level": "h3"}

    assert value_of("heading", raw) == raw


def test_a_choice_that_is_gone_gives_way_to_the_default():
    assert value_of("heading", {"text": "Welcome", "level": "h9"})["level"] == "h2"


def test_what_a_block_got_since_has_its_default():
    assert value_of("steps", {"items": [{"title": "Sit"}]}) == {
        "title": "",
        "items": [{"title": "Sit", "text": "", "minutes": None}],
    }


def test_lists_are_read_as_they_were_written_before_and_are_now():
    step = {"title": "Sit", "text": "", "minutes": None}
    wrapped = {"type": "item", "value": step, "id": "x"}

    assert value_of("steps", {"items": [step, wrapped]})["items"] == [step, step]


@pytest.mark.parametrize(
    ("said", "alt"),
    [
        ({"alt_text": "The pier", "decorative": False}, "The pier"),
        ({"alt_text": "The pier", "decorative": True}, ""),
        ({"alt_text": "", "decorative": False}, "A shore"),
    ],
)
def test_a_picture_is_read_aloud_as_its_place_says(said, alt):
    raw = {"image": {"image": 1, **said}, "caption": "Dawn"}

    assert value_of("picture", raw) == {"picture": {**PICTURE, "alt": alt}, "caption": "Dawn"}


def test_a_picture_that_is_gone_is_null():
    assert value_of("picture", {"image": {"image": 9}, "caption": ""})["picture"] is None


def test_a_gallery_has_pictures():
    raw = {"title": "", "pictures": [{"image": {"image": 1}, "caption": ""}]}

    assert value_of("gallery", raw) == {
        "title": "",
        "pictures": [{"picture": PICTURE, "caption": ""}],
    }


@pytest.mark.parametrize(
    ("page", "card", "url"),
    [
        (1, True, "https://x.test/about/"),
        (2, False, None),  # a draft
        (3, False, "https://x.test/members/"),  # private: the frontend asks who reads it
        (9, False, None),
    ],
)
def test_a_call_to_action_leads_to_what_is_published(page, card, url):
    raw = {"title": "Begin", "text": "", "button": "Go", "page": page, "address": ""}

    told = value_of("call_to_action", raw)

    assert (told["page"] is not None, told["url"]) == (card, url)


def test_references_are_ids_where_that_is_asked_for():
    action = {"title": "", "text": "", "button": "", "page": 1, "address": ""}

    assert value_of("picture", {"image": {"image": 1}, "caption": ""}, depth=0)["picture"] == 1
    assert value_of("call_to_action", action, depth=0)["page"] == 1


LINKS = (
    '<p><a linktype="page" id="{}">here</a> <a linktype="document" id="1">there</a> '
    '<a href="https://x.test/">out</a></p>'
)


@pytest.mark.parametrize(
    ("text_format", "text"),
    [
        (
            "html",
            '<p><a href="https://x.test/about/">here</a> '
            '<a href="https://x.test/documents/1/leaflet.pdf">there</a> '
            '<a href="https://x.test/">out</a></p>',
        ),
        ("db_html", LINKS.format(1)),
        (
            "markdown",
            "[here](https://x.test/about/) [there](https://x.test/documents/1/leaflet.pdf) "
            "[out](https://x.test/)\n\n",
        ),
        (
            "db_markdown",
            "[here](wagtail://page?id=1) [there](wagtail://document?id=1) "
            "[out](https://x.test/)\n\n",
        ),
    ],
)
def test_text_is_given_as_asked(text_format, text):
    assert value_of("words", LINKS.format(1), text_format=text_format) == text


@pytest.mark.parametrize("page", [2, 9, "x", ""])
def test_a_link_to_what_is_not_published_leads_nowhere(page):
    assert value_of("words", f'<a linktype="page" id="{page}">here</a>') == "<a>here</a>"


def test_an_embed_nobody_asked_the_provider_for_says_its_address():
    told = value_of("embed", {"address": "https://youtu.be/x", "caption": ""})

    assert told["url"] == "https://youtu.be/x"
    assert {told[name] for name in ("html", "provider", "title", "frame_url", "ratio")} == {None}


def test_streams_of_one_kind_are_plain_lists():
    assert shown(Points(), [{"type": "point", "value": "Breathe"}], loaded()) == ["Breathe"]
    study = {"title": "BSc", "institution": "", "year": 2001}
    assert shown(Education(), [{"type": "study", "value": study}], loaded()) == [study]
    question = {"question": "Why?", "answer": "<p>So.</p>"}
    asked = shown(QuestionList(), [{"type": "question", "value": question}], loaded())
    assert asked == [question]


def test_what_no_block_could_have_stored_is_left_out():
    raw = [
        {"type": "nothing_we_know", "value": "x"},
        {"type": "heading", "value": "not a dict"},
        {"type": "heading"},
        {"type": ["heading"], "value": {}},
        "heading",
        None,
        {"type": "divider", "value": None, "id": 5},
    ]

    assert shown(Body(), raw, loaded()) == [{"type": "divider", "value": None, "id": None}]


# --- anything at all ---

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
LEAF = st.sampled_from([1, 2, 3, "1", "h2", "tip", "", "Words", FILM := "https://youtu.be/x"])
TEXT = st.lists(
    st.sampled_from(
        [
            *("<p>", "</p>", "<b>", "</b>", "</a>", "<li>", "</ul>", "<hr/>", "words", "&amp;"),
            *('<a linktype="page" id="1">', '<a linktype="page" id="x">', '<a linktype="page">'),
            *('<a linktype="document" id="99999999999">', '<a linktype="other">', "<a href="),
            *('<embed embedtype="image" id="1"/>', f'<embed embedtype="media" url="{FILM}"/>'),
        ]
    ),
    max_size=8,
).map("".join)


def raw_of(block):
    """Raw values of a block: good ones, half ones and nonsense."""
    if isinstance(block, blocks.BaseStructBlock):
        parts = {name: raw_of(child) for name, child in block.child_blocks.items()}
        return JUNK | st.fixed_dictionaries({}, optional=parts) | st.fixed_dictionaries(parts)
    if isinstance(block, blocks.ListBlock):
        item = raw_of(block.child_block)
        wrapped = st.fixed_dictionaries({"type": st.just("item"), "value": item, "id": JUNK})
        return JUNK | st.lists(item | wrapped, max_size=3)
    if isinstance(block, blocks.BaseStreamBlock):
        return JUNK | stream_of(block)
    return JUNK | (TEXT if isinstance(block, blocks.RichTextBlock) else LEAF)


def stream_of(block):
    children = [
        st.fixed_dictionaries(
            {"type": st.just(name), "value": raw_of(child)}, optional={"id": JUNK}
        )
        for name, child in block.child_blocks.items()
    ]
    return st.lists(st.one_of(JUNK, *children), max_size=4)


@pytest.fixture(scope="module")
def unions():
    """The schemas of streams, as the OpenAPI document has them."""
    return {
        name: Draft202012Validator(
            contract.exactly({"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}})
        )
        for name in ("BodyBlock", "SectionsBlock")
    }


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(raw=stream_of(Body()), depth=st.sampled_from([0, 1, 2]))
def test_a_body_of_anything_is_shown_as_the_schema_says(unions, raw, depth):
    wanted = Wanted()
    references(Body(), raw, wanted)

    told = shown(Body(), raw, loaded(depth=depth))

    unions["BodyBlock"].validate(told)
    assert all(isinstance(key, int) for key in [*wanted.pages, *wanted.images])


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(raw=stream_of(Sections()))
def test_sections_of_anything_are_shown_as_the_schema_says(unions, raw):
    references(Sections(), raw, Wanted())

    unions["SectionsBlock"].validate(shown(Sections(), raw, loaded()))


@settings(deadline=None, max_examples=100)
@given(text=TEXT)
def test_text_of_any_kind_is_given_in_every_format(text):
    for text_format, depth in product(("html", "markdown", "db_html", "db_markdown"), (0, 1)):
        assert isinstance(value_of("words", text, text_format=text_format, depth=depth), str)
