from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cms.library.pictures import picture
from cms.pages import drafts
from cms.pages.api_fields import words_of
from cms.pages.blocks import LINE, WORDS
from cms.pages.rows import telling
from cms.pages.serializers import NewWords, ReviewCard, RichText, optional_text, slugs
from cms.profiles.models import PractitionerPage
from estuary.kernel.api.schemas import PictureField
from estuary.kernel.api.serializers import StrictSerializer
from marketplace.accounts.serializers import one_line
from marketplace.catalogue.serializers import ServiceCard
from marketplace.practitioners.models import Certification, Practitioner
from marketplace.practitioners.serializers import Location, PractitionerCard


class CertificationCard(serializers.ModelSerializer):
    """A paper that we have seen."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Certification
        fields = ["id", "title", "issuer", "issued_on", "expires_on"]
        read_only_fields = fields


class StudyCard(serializers.Serializer):
    title = serializers.CharField()
    institution = serializers.CharField(allow_blank=True)
    year = serializers.IntegerField(allow_null=True)


class QuestionCard(serializers.Serializer):
    question = serializers.CharField()
    answer = serializers.CharField(help_text="HTML.")


class ProfileWords(serializers.Serializer):
    """What the practitioner's page says; its links lead to the frontend."""

    story = serializers.CharField(help_text="HTML.")
    approach = serializers.CharField(help_text="HTML.")
    education = StudyCard(many=True)
    questions = QuestionCard(many=True)


class PractitionerDetail(PractitionerCard):
    """The card, with the words of the page and what is offered."""

    words = serializers.SerializerMethodField(help_text="Null until a page has been written.")
    certifications = CertificationCard(many=True, source="papers_seen")
    locations = Location(many=True, source="places.all")
    services = ServiceCard(many=True, source="services_shown")

    class Meta(PractitionerCard.Meta):
        fields = [
            *PractitionerCard.Meta.fields,
            "years_of_experience",
            "timezone",
            "followers_count",
            "words",
            "certifications",
            "locations",
            "services",
        ]
        read_only_fields = fields

    @extend_schema_field(ProfileWords(allow_null=True))
    def get_words(self, practitioner: Practitioner) -> dict[str, Any] | None:
        page = _page(practitioner)
        if page is None:
            return None
        language = {"locale": page.locale_id}
        return {
            "story": words_of(page.story, page.locale_id),
            "approach": words_of(page.approach, page.locale_id),
            "education": page.education.stream_block.get_api_representation(
                page.education, language
            ),
            "questions": page.questions.stream_block.get_api_representation(
                page.questions, language
            ),
        }

    def to_representation(self, instance: Practitioner) -> dict[str, Any]:
        """What the card says too is said in the language that is asked for."""
        said: dict[str, Any] = super().to_representation(instance)
        page = _page(instance)
        if page is not None and not page.tells_row:
            said |= {"professional_title": page.professional_title, "summary": page.summary}
        return said


def _page(practitioner: Practitioner) -> PractitionerPage | None:
    """The page in the language that is asked for, or that which tells the practitioner."""
    read: list[PractitionerPage] | None = getattr(practitioner, "pages_read", None)
    if read is None:
        return telling(PractitionerPage).filter(practitioner=practitioner).first()
    return next(iter(read), None)


class OwnPractitionerDetail(PractitionerDetail):
    """What practitioners see of themselves: how they stand, too."""

    class Meta(PractitionerDetail.Meta):
        fields = [*PractitionerDetail.Meta.fields, "status", "status_note", "is_listed"]
        read_only_fields = fields


class NewStudy(StrictSerializer):
    title = serializers.CharField(max_length=160)
    institution = optional_text(160)
    year = serializers.IntegerField(min_value=1900, max_value=2100, default=None, allow_null=True)


class NewQuestion(StrictSerializer):
    question = serializers.CharField(max_length=240)
    answer = RichText(features=[*LINE, "ol", "ul"], max_length=4000)


class NewProfile(NewWords):
    """Words wait for their approval; the last three are facts, and shown at once."""

    display_name = serializers.CharField(max_length=120, validators=[one_line])
    professional_title = optional_text(120, validators=[one_line])
    summary = optional_text(400, help_text="Two sentences for lists and cards.")
    story = RichText(features=WORDS, default="", allow_blank=True)
    approach = RichText(features=WORDS, default="", allow_blank=True)
    education = NewStudy(many=True, default=list, max_length=30)  # type: ignore[call-arg]
    questions = NewQuestion(many=True, default=list, max_length=30)  # type: ignore[call-arg]
    modalities = slugs()
    languages = serializers.ListField(
        child=serializers.CharField(max_length=35, validators=[one_line]),
        default=list,
        max_length=20,
    )
    is_virtual = serializers.BooleanField(default=True)
    years_of_experience = serializers.IntegerField(
        min_value=0, max_value=80, default=None, allow_null=True
    )


class PractitionerDraft(serializers.Serializer):
    """One's own page as the latest draft has it, under the names it is written by."""

    id = serializers.UUIDField(source="practitioner.public_id")
    slug = serializers.SlugField(source="practitioner.slug")
    version = serializers.SerializerMethodField()
    revision = serializers.SerializerMethodField(help_text="Send it with a change.")
    review = serializers.SerializerMethodField()
    display_name = serializers.CharField(source="title")
    professional_title = serializers.CharField()
    summary = serializers.CharField()
    story = serializers.SerializerMethodField(help_text="HTML.")
    approach = serializers.SerializerMethodField(help_text="HTML.")
    education = serializers.SerializerMethodField()
    questions = serializers.SerializerMethodField()
    modalities = serializers.SerializerMethodField()
    picture = serializers.SerializerMethodField()
    image = serializers.IntegerField(
        source="picture_id", allow_null=True, help_text="Of the picture."
    )
    seo_title = serializers.CharField()
    seo_description = serializers.CharField(source="search_description")
    languages = serializers.ListField(
        child=serializers.CharField(), source="practitioner.languages"
    )
    is_virtual = serializers.BooleanField(source="practitioner.is_virtual")
    years_of_experience = serializers.IntegerField(
        source="practitioner.years_of_experience", allow_null=True
    )

    @extend_schema_field(serializers.ChoiceField(["draft"]))
    def get_version(self, page: PractitionerPage) -> str:
        return "draft"

    @extend_schema_field(str)
    def get_revision(self, page: PractitionerPage) -> str:
        return drafts.revision_of(self.context["page"])

    @extend_schema_field(ReviewCard)
    def get_review(self, page: PractitionerPage) -> dict[str, Any]:
        return dict(ReviewCard(ReviewCard.said(self.context["page"])).data)

    @extend_schema_field(str)
    def get_story(self, page: PractitionerPage) -> str:
        return words_of(page.story)

    @extend_schema_field(str)
    def get_approach(self, page: PractitionerPage) -> str:
        return words_of(page.approach)

    @extend_schema_field(StudyCard(many=True))
    def get_education(self, page: PractitionerPage) -> Any:
        return [
            {key: block.value.get(key) for key in ("title", "institution", "year")}
            for block in page.education
        ]

    @extend_schema_field(QuestionCard(many=True))
    def get_questions(self, page: PractitionerPage) -> Any:
        return [
            {
                "question": block.value["question"],
                "answer": words_of(block.value["answer"].source),
            }
            for block in page.questions
        ]

    @extend_schema_field(serializers.ListField(child=serializers.SlugField()))
    def get_modalities(self, page: PractitionerPage) -> list[str]:
        return sorted(one.slug for one in page.modalities.all())

    @extend_schema_field(PictureField(allow_null=True))
    def get_picture(self, page: PractitionerPage) -> dict[str, Any] | None:
        return picture(image=page.picture, role="portrait", alt=page.title)
