"""Where menus may lead."""

import pytest
from wagtail.blocks import StructBlockValidationError

from cms.sitewide.blocks import Link
from tests.factories import StandardPageFactory

pytestmark = pytest.mark.django_db


def cleaned(**given):
    block = Link()
    return block.clean(block.to_python({"text": "", "page": None, "address": "", **given}))


@pytest.mark.parametrize(
    "address", ["https://other.test/", "mailto:help@estuary.test", "tel:+351", "/book/"]
)
def test_a_link_leads_to_an_address(address):
    assert cleaned(text="Book", address=address)["address"] == address


def test_a_link_leads_to_a_page_and_may_take_its_title():
    page = StandardPageFactory()

    assert cleaned(page=page.pk)["page"].pk == page.pk


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//evil.test/", "book/"]
)
def test_what_runs_or_leads_elsewhere_than_it_says_is_refused(address):
    with pytest.raises(StructBlockValidationError) as refused:
        cleaned(text="Book", address=address)

    assert list(refused.value.block_errors) == ["address"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": "Nowhere"}, "page"),
        ({"address": "https://other.test/"}, "text"),
    ],
)
def test_a_link_has_one_end_and_words(given, field):
    with pytest.raises(StructBlockValidationError) as refused:
        cleaned(**given)

    assert list(refused.value.block_errors) == [field]


def test_a_link_does_not_lead_to_two_things():
    with pytest.raises(StructBlockValidationError):
        cleaned(text="Book", page=StandardPageFactory().pk, address="/book/")
