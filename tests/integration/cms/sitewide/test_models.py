"""What the database refuses; each of these fails when the constraint it names is dropped."""

import pytest
from wagtail.models import Site

from cms.models import Footer, MarketplaceCopy, Navigation, SeoDefaults
from tests.refusals import refused

pytestmark = pytest.mark.django_db

REFUSED = {
    f"cms_{model._meta.model_name}.site_id": model
    for model in (Navigation, Footer, SeoDefaults, MarketplaceCopy)
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    REFUSED[name].objects.create(site=Site.objects.get())

    with refused(name):
        REFUSED[name].objects.create(site=Site.objects.get())
