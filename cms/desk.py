"""Pages that are the words of a row, as the back office makes, copies and moves them.

Wagtail makes a page in several steps and knows nothing of the row; here both are made, or neither.
"""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.views.pages.copy import CopyView
from wagtail.admin.views.pages.create import CreateView
from wagtail.models import Page

from cms.listings import operations as listings
from cms.listings.models import ServicePage
from cms.pages.rows import RowPageMixin, has_rows_below, lies_with_another
from cms.streams import authoring as streams
from cms.streams.models import Post, PostPage
from estuary.kernel import db
from estuary.kernel.errors import DomainError
from marketplace.accounts.models import User

# What makes the row of a page that is about to be made.
BEGUN_BY: dict[type[Page], Callable[..., None]] = {
    PostPage: streams.begin_row,
    ServicePage: listings.begin_row,
}


def create(request: HttpRequest, parent: Page, kind: type[Page]) -> HttpResponse | None:
    """Wagtail asks before it makes a page; what is filled in for one with a row comes to ours."""
    if request.method != "POST" or kind not in BEGUN_BY:
        return None
    said = (kind._meta.app_label, kind._meta.model_name, parent.pk)
    return cast(HttpResponse, CreateWithRow.as_view()(request, *said))


class CreateWithRow(CreateView):
    """Wagtail's own, but row and page are made in one transaction."""

    parent_page: Any

    def run_hook(self, hook_name: str, *args: Any, **kwargs: Any) -> Any:
        """Whoever is asked before has been asked: that led here."""
        return None if hook_name == "before_create_page" else super().run_hook(hook_name, *args)

    def form_valid(self, form: Any) -> Any:
        try:
            return self._make(form)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)

    @db.transaction
    def _make(self, form: Any) -> Any:
        begin = BEGUN_BY[self.page_class]
        begin(page=self.page, below=self.parent_page, now=timezone.now(), **form.about_row())
        return super().form_valid(form)


def note_draft(request: HttpRequest, page: Page) -> None:
    """Wagtail tells of every draft that is saved; doing this again is harmless."""
    if isinstance(page, PostPage) and page.tells_row:
        streams.note_draft(page=page, now=timezone.now())


def copy(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail asks before it copies: a post as a post of its own, other pages of a row never."""
    page = page.specific
    if isinstance(page, PostPage) and page.tells_row:
        return cast(HttpResponse, CopyPost.as_view()(request, page_id=page.pk))
    if isinstance(page, RowPageMixin):
        return _refusal(request, page, "Two pages cannot be the words of one and the same.")
    if request.POST.get("copy_subpages") and has_rows_below(page):
        return _refusal(request, page, "Below it lie pages of practitioners, which are not copied.")
    return None


def move(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Wagtail asks before it moves a page."""
    if lies_with_another(page, destination):
        return _refusal(request, page, "It stays with the practitioner whose page it is.")
    return None


class CopyPostForm(CopyForm):
    """What a copy is called; it stays in its channel, and is a draft."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("alias", "publish_copies"):
            self.fields.pop(name, None)
        self.fields["new_parent_page"].disabled = True
        self.fields["new_parent_page"].help_text = "A copy stays in the same channel."
        self.fields["new_title"] = forms.CharField(
            initial=self.page.title, label="New title", max_length=160
        )

    def clean(self) -> dict[str, Any]:
        """The slug must be free; Wagtail would also ask whether one row may have two pages."""
        said: dict[str, Any] = super(CopyForm, self).clean()
        slug = said.get("new_slug", "")
        if slug in PostPage.reserved_slugs or Post.objects.called(slug).exists():
            self.add_error("new_slug", "This slug is taken. Choose another.")
        return said


class CopyPost(CopyView):
    """Wagtail's page for copying, with an operation of ours behind it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.page = Page.objects.get(pk=kwargs["page_id"])
        self.parent_page, self.next_url = self.page.get_parent(), ""
        return super(CopyView, self).dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type[forms.Form]:
        return CopyPostForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return FormView.post(self, request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            made = streams.copy_stream(
                page=self.page.specific,
                title=form.cleaned_data["new_title"],
                slug=form.cleaned_data["new_slug"],
                by=cast(User, self.request.user),
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        messages.success(self.request, f"“{made.title}” is a draft of its own now.")
        return redirect("wagtailadmin_pages:edit", made.pk)


def _refusal(request: HttpRequest, page: Page, reason: str) -> HttpResponse:
    said = {"title": page.get_admin_display_title(), "reason": reason}
    return TemplateResponse(request, "cms/desk/refused.html", said, status=409)
