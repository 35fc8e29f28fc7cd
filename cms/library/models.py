import io

from django.core.files import File
from django.db import models
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image


class EstuaryImage(AbstractImage):
    """A picture for pages. Its description is the text read aloud in its place."""

    credit = models.CharField(max_length=160, blank=True)
    is_decorative = models.BooleanField(
        default=False, help_text="It says nothing: nothing is read aloud in its place."
    )
    asset = models.OneToOneField(
        "marketplace.MediaAsset",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="image",
        help_text="The upload it was made from; then it belongs to who uploaded it.",
    )

    admin_form_fields = (*Image.admin_form_fields, "is_decorative", "credit")

    def generate_rendition_file(self, filter: Filter, *, source: File | None = None) -> File:
        """As Wagtail makes it, but held in memory: its temporary file would stay open."""
        with super().generate_rendition_file(filter, source=source) as made:
            made.seek(0)
            return File(io.BytesIO(made.read()), name=made.name)


class EstuaryRendition(AbstractRendition):
    """A picture in one size, made once."""

    image = models.ForeignKey(EstuaryImage, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="rendition_once_per_size", fields=["image", "filter_spec", "focal_point_key"]
            ),
        ]


class EstuaryDocument(AbstractDocument):
    """A file for pages to link to."""

    admin_form_fields = Document.admin_form_fields
