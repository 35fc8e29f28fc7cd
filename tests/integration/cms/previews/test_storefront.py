"""The reference frontend has a design for everything that an editor can make."""

import re

import pytest
from django.conf import settings
from wagtail.models import get_page_models
from wagtail.snippets.models import get_snippet_models

from cms.pages.blocks import Body
from cms.pages.models import HeadlessPage
from cms.pages.sections import Sections
from cms.pages.snippets import EditorialSnippet
from cms.sitewide.models import SitewideSetting

ASSETS = settings.STOREFRONT / "assets"


def rendered_by(file, table):
    """The keys of a table of renderers."""
    text = (ASSETS / file).read_text(encoding="utf-8")
    body = re.search(rf"const {table} = \{{\n(.*?)\n\}};", text, re.DOTALL)[1]
    return set(re.findall(r'^  "?([\w.]+)"?(?:[:,(]|$)', body, re.MULTILINE))


def test_every_block_has_a_renderer():
    made = {*Body().child_blocks, *Sections().child_blocks}

    assert made - rendered_by("blocks.js", "BLOCKS") == set()


def test_every_page_has_a_design():
    made = {model._meta.label for model in get_page_models() if issubclass(model, HeadlessPage)}

    assert made - rendered_by("pages.js", "PAGES") == set()


def test_every_snippet_and_setting_has_a_design():
    snippets = [one for one in get_snippet_models() if issubclass(one, EditorialSnippet)]
    made = {model._meta.label for model in (*snippets, *SitewideSetting.__subclasses__())}

    assert made - rendered_by("snippets.js", "SHOWN") == set()


@pytest.mark.parametrize("path", sorted(ASSETS.glob("*.js")), ids=lambda path: path.name)
def test_no_markup_is_made_of_strings(path):
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", path.read_text()
    )
