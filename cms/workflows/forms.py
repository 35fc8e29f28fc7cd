from django import forms
from wagtail.forms import TaskStateCommentForm


class ReasonForm(TaskStateCommentForm):
    """Asks a moderator why something is sent back."""

    comment = forms.CharField(
        label="What should be changed?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The author is told this.",
    )
