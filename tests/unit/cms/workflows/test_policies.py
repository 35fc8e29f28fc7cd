import pytest

from cms.workflows.policies import Claim, Limits, findings, is_well_formed, say_the_same, says
from cms.workflows.words import Link, Said, Shown

LIMITS = Limits(title=(3, 20), summary=(5, 30), text=(10, 50))


def found(*fields, claims=(), pages=()):
    return [
        (one.field, one.message)
        for one in findings(fields, limits=LIMITS, claims=claims, pages=pages)
    ]


def test_words_of_a_good_length_with_working_links_and_described_images_pass():
    text = Said(
        "body",
        "Body",
        text="Come and breathe.",
        is_long=True,
        links=[Link("https://example.com/a?b=c#d"), Link(page_id="7")],
        images=[Shown("“Sea”", "The sea"), Shown("“Line”", "", is_decorative=True)],
    )

    fields = (Said("title", "Title", "Breathing"), Said("summary", "Summary", "Slowly."), text)

    assert found(*fields, pages={"7"}) == []


@pytest.mark.parametrize(("field", "least", "most"), [("title", 3, 20), ("summary", 5, 30)])
def test_too_short_and_too_long_are_told_with_both_numbers(field, least, most):
    assert found(Said(field, "It", "x")) == [
        (field, f"Write at least {least} characters; there are 1.")
    ]
    assert found(Said(field, "It", "x" * (most + 1))) == [
        (field, f"Write at most {most} characters; there are {most + 1}.")
    ]


def test_the_long_texts_are_counted_together():
    story = Said("story", "Story", "Five.", is_long=True)
    approach = Said("approach", "Approach", "And six.", is_long=True)

    assert found(story, approach) == []
    assert found(story) == [("story", "Write at least 10 characters; there are 5.")]


def test_spaces_do_not_make_a_text_longer():
    assert found(Said("title", "Title", "a        b " * 3)) == []
    assert found(Said("title", "Title", "  a  ")) != []


def test_an_image_without_description_is_told_by_its_name():
    [(field, message)] = found(Said("picture", "Picture", images=[Shown("“Sea”", " ")]))

    assert field == "picture"
    assert "“Sea”" in message


def test_a_link_to_a_page_that_is_gone_is_told():
    text = Said("body", "Body", "Long enough.", is_long=True, links=[Link(page_id="8")])

    assert [message for _, message in found(text, pages={"7"})] == [
        "A link leads to a page that is not there any more."
    ]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com",
        "http://example.com:8000/path",
        "mailto:ines@example.com",
        "tel:+351210000000",
        "#top",
        "/help/",
    ],
)
def test_addresses_that_work(address):
    assert is_well_formed(address)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "data:text/html,hello",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.com/a",
        "//example.com",
        "https://",
        "https://nohost",
        "http://exa mple.com",
        "https://[::1",
        "mailto:nobody",
        "tel:call me",
        "example.com",
        "",
    ],
)
def test_addresses_that_are_refused(address):
    assert not is_well_formed(address)


@pytest.mark.parametrize(
    "text",
    [
        "It cures cancer.",
        "it CURES\n cancer",
        "We are curecancer-free. Curing is not it, but cured cancer is.",
        "cure-cancer",
        "\N{FULLWIDTH LATIN SMALL LETTER C}ures cancer",
        "cur\u200bes can\u00adcer",
    ],
)
def test_a_claim_is_found_in_any_disguise(text):
    assert says(text, "cure* cancer")


@pytest.mark.parametrize("text", ["It secures cancer wards", "cures cancerous", "cures a cancer"])
def test_other_words_are_left_alone(text):
    assert not says(text, "cure* cancer")


def test_a_phrase_of_nothing_finds_nothing():
    assert not says("anything", "  ")


def test_a_claim_is_told_with_why_also_in_a_description():
    claims = [Claim("100% effective", "Nobody knows.")]

    assert found(Said("title", "Title", "100%  Effective!"), claims=claims) == [
        ("title", "“100% effective” must not be said. Nobody knows.")
    ]
    assert len(found(Said("p", "P", images=[Shown("x", "100% effective")]), claims=claims)) == 1


def test_two_revisions_say_the_same_whatever_was_set_beside_their_words():
    said = {"title": "Sleep", "body": "<p>Rest  well</p>", "go_live_at": None, "locked": False}
    set_since = {"title": "Sleep", "body": "<p>Rest well</p>", "go_live_at": "2026", "locked": True}

    assert say_the_same(said, set_since)
    assert not say_the_same(said, said | {"title": "Sleep well"})
    assert not say_the_same(said, said | {"slug": "sleep"})
