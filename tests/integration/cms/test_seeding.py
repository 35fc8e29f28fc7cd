import pytest
from wagtail.models import Revision

from cms import seeding
from cms.models import EstuaryImage, Modality
from cms.seeding import ListingText, PageText, PictureFile, ProfileText
from tests.factories import PractitionerFactory, ServiceFactory
from tests.factories.pages import jpeg

pytestmark = pytest.mark.django_db


def test_a_profile_is_written_published_and_listed():
    seeding.write_modalities({"breathwork": ("Breathwork", "Breathing on purpose.")})
    practitioner = PractitionerFactory(slug="ines", is_listed=False)

    page = seeding.write_profile(practitioner=practitioner, text=profile())

    practitioner.refresh_from_db()
    assert page.live
    assert page.slug == "ines"
    assert page.owner_id == practitioner.user_id
    assert practitioner.is_listed
    assert practitioner.modalities == ["breathwork"]
    assert practitioner.picture["alt"] == "A woman by the sea"


def test_a_listing_is_written_below_its_practitioner():
    practitioner = PractitionerFactory(is_listed=False)
    service = ServiceFactory(practitioner=practitioner, slug="sleep", is_listed=False)
    above = seeding.write_profile(practitioner=practitioner, text=profile())

    page = seeding.write_listing(
        service=service, text=ListingText(title="Sleep better", included=["A recording"])
    )

    service.refresh_from_db()
    assert page.get_parent().pk == above.pk
    assert service.is_listed
    assert service.title == "Sleep better"
    assert [line.value for line in page.included] == ["A recording"]


def test_writing_the_same_again_changes_nothing():
    seeding.write_modalities({"breathwork": ("Breathwork", "")})
    practitioner = PractitionerFactory(is_listed=False)
    service = ServiceFactory(practitioner=practitioner, is_listed=False)
    for _ in range(2):
        seeding.write_modalities({"breathwork": ("Breathwork", "")})
        seeding.write_home(PageText(title="Estuary", introduction="Find somebody."))
        seeding.write_page(slug="about", text=about())
        practitioner.refresh_from_db()
        seeding.write_profile(practitioner=practitioner, text=profile())
        service.refresh_from_db()
        seeding.write_listing(service=service, text=ListingText(title="Sleep", included=["x"]))

    assert Revision.objects.count() == 5
    assert EstuaryImage.objects.count() == 1
    assert Modality.objects.count() == 1


def test_what_differs_is_published_anew():
    page = seeding.write_page(slug="about", text=about())

    seeding.write_page(slug="about", text=PageText(title="About all of us"))

    page.refresh_from_db()
    assert page.title == "About all of us"
    assert len(page.body) == 0


def profile():
    return ProfileText(
        name="Inês Duarte",
        summary="She breathes.",
        story="<p>By the sea.</p>",
        modalities=["breathwork"],
        education=[{"title": "BSc", "institution": "Lisbon", "year": 2001}],
        questions=[("Why?", "<p>Because.</p>")],
        picture=PictureFile(name="ines.jpg", content=jpeg(), description="A woman by the sea"),
    )


def about():
    return PageText(
        title="About",
        body=[
            ("heading", {"text": "Who we are", "level": "h2"}),
            ("questions", {"title": "", "items": [{"question": "Why?", "answer": "<p>So.</p>"}]}),
        ],
    )


def test_what_is_written_is_sorted_by_words_of_its_own_language():
    """A slug is the same in every language."""
    [english] = seeding.write_modalities({"breathwork": ("Breathwork", "")})
    seeding.translate(english, language="pt", name="Respiração")
    practitioner = PractitionerFactory(is_listed=False)

    page = seeding.write_profile(practitioner=practitioner, text=profile())
    again = seeding.write_modalities({"breathwork": ("Breathwork", "Slowly.")})

    assert list(page.modalities.all()) == [english]
    assert again == [english]


def test_a_page_is_translated_once_with_the_pages_above_it():
    about = seeding.write_page(slug="about", text=PageText(title="About"))

    first = seeding.translate(about, language="pt", slug="sobre", title="Sobre")
    second = seeding.translate(about, language="pt", slug="sobre", title="Outra")

    assert (first.pk, first.live, first.title) == (second.pk, True, "Sobre")
    assert first.get_parent().locale.language_code == "pt"
