import pytest
from django.utils import timezone

from cms.models import Release, ReleaseItem
from cms.releases.states import ReleaseStatus
from tests.factories.pages import StandardPageFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db

REFUSED = {
    "release_scheduled_has_time_and_person": lambda: Release.objects.update(
        status=ReleaseStatus.SCHEDULED, publish_at=timezone.now()
    ),
    "release_published_says_when": lambda: Release.objects.update(status=ReleaseStatus.PUBLISHED),
    "release_has_each_item_once": lambda: ReleaseItem.objects.create(
        **ReleaseItem.objects.values("release_id", "content_type_id", "object_id", "title").get()
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    page = StandardPageFactory()
    Release.objects.create(name="Spring").items.create(
        content_type=page.get_base_content_type(), object_id=page.pk, title=page.title
    )

    with refused(name):
        REFUSED[name]()
