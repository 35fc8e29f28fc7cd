"""What editors upload in the back office, judged by its content as other uploads are."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from marketplace.media import contents, policies


class CleanedImageField(WagtailImageField):
    """A picture is kept upright, and without what cameras write into it: where it was taken."""

    def to_python(self, data: Any) -> Any:
        if data in self.empty_values:
            return super().to_python(data)
        self.check_image_file_size(data)
        try:
            picture = contents.cleaned_picture(data.read())
        except contents.TooManyPixels as error:
            raise ValidationError("This picture has too many pixels.") from error
        except contents.Unreadable as error:
            raise ValidationError("This is not a JPEG, PNG or WebP that can be read.") from error
        cleaned = SimpleUploadedFile(data.name, picture.content, picture.content_type)
        return super().to_python(cleaned)


class ImageForm(BaseImageForm):
    file = CleanedImageField(label="File", widget=forms.FileInput())


class DocumentForm(BaseDocumentForm):
    """A document is what its name says: others would be served under a false type."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data or not file:
            return file
        head = file.read(contents.HEAD_BYTES)
        file.seek(0)
        if contents.type_of(head) not in policies.DOCUMENTS:
            raise ValidationError("This is not a PDF.")
        return file
