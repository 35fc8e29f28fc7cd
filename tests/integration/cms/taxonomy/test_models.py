import pytest
from django.core.exceptions import ValidationError
from django.db.models import F
from wagtail.models import Locale

from cms.models import Audience, CertificationKind, Modality
from tests.factories import AudienceFactory, CertificationKindFactory, ModalityFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db

REFUSED = {
    "modality_name_once_a_language": lambda: Modality.objects.update(name="Same"),
    "modality_slug_once_a_language": lambda: Modality.objects.update(slug="same"),
    "modality_is_not_its_own_parent": lambda: Modality.objects.update(parent=F("id")),
    "audience_name_once_a_language": lambda: Audience.objects.update(name="Same"),
    "audience_slug_once_a_language": lambda: Audience.objects.update(slug="same"),
    "certification_kind_name_once_a_language": lambda: CertificationKind.objects.update(
        name="Same"
    ),
    "certification_kind_slug_once_a_language": lambda: CertificationKind.objects.update(
        slug="same"
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    for factory in (ModalityFactory, AudienceFactory, CertificationKindFactory):
        factory.create_batch(2)

    with refused(name):
        REFUSED[name]()


def test_a_slug_that_was_published_stays():
    modality = ModalityFactory(live=False)
    modality.save_revision().publish()
    modality.refresh_from_db()
    modality.slug = "another"

    with pytest.raises(ValidationError, match="stays"):
        modality.full_clean()


def test_a_slug_may_change_before_it_was_published():
    modality = ModalityFactory(live=False)
    modality.slug = "another"

    modality.full_clean()


def test_the_tree_has_three_levels_at_most():
    massage = ModalityFactory()
    deep = ModalityFactory(parent=massage)
    sports = ModalityFactory(parent=deep)
    deep.full_clean()
    sports.full_clean()

    with pytest.raises(ValidationError, match="At most 3 levels"):
        ModalityFactory.build(parent=sports, locale=massage.locale).full_clean()


def test_a_tree_is_not_hung_below_itself():
    massage = ModalityFactory()
    massage.parent = ModalityFactory(parent=massage)

    with pytest.raises(ValidationError, match="none above itself"):
        massage.full_clean()


def test_a_tree_is_not_hung_so_low_that_its_leaves_are_too_deep():
    massage = ModalityFactory()
    ModalityFactory(parent=ModalityFactory(parent=massage))
    massage.parent = ModalityFactory()

    with pytest.raises(ValidationError, match="would be over 3"):
        massage.full_clean()


def test_a_translation_keeps_the_slug_and_has_an_id_of_its_own():
    modality = ModalityFactory(slug="breathwork")
    portuguese = Locale.objects.create(language_code="pt")

    translated = modality.copy_for_translation(portuguese)
    translated.save()

    assert translated.slug == "breathwork"
    assert translated.public_id != modality.public_id
    assert translated.translation_key == modality.translation_key
