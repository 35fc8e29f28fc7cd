from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cms.pages.api_fields import words_of
from cms.profiles.models import PractitionerPage
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
        page: PractitionerPage | None = getattr(practitioner, "page", None)
        if page is None:
            return None
        return {
            "story": words_of(page.story),
            "approach": words_of(page.approach),
            "education": page.education.stream_block.get_api_representation(page.education),
            "questions": page.questions.stream_block.get_api_representation(page.questions),
        }


class OwnPractitionerDetail(PractitionerDetail):
    """What practitioners see of themselves: how they stand, too."""

    class Meta(PractitionerDetail.Meta):
        fields = [*PractitionerDetail.Meta.fields, "status", "status_note", "is_listed"]
        read_only_fields = fields
