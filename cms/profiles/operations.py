"""What practitioners do to the words of their own page, over the API."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser

from cms.library import operations as library
from cms.pages import drafts
from cms.pages.cleaning import text_of
from cms.pages.rows import telling
from cms.profiles.models import PractitionerIndexPage, PractitionerPage
from cms.taxonomy.models import Modality
from cms.taxonomy.vocabulary import terms_called
from cms.workflows import moderation
from estuary.kernel import db
from marketplace.accounts.models import User
from marketplace.practitioners import operations as practitioners
from marketplace.practitioners.models import Practitioner
from marketplace.practitioners.operations import PractitionerNotFound as PractitionerNotFound

# What is said, by the page's own name for it where that is another.
COLUMNS = {"display_name": "title", "seo_description": "search_description"}
BLOCKS = {"education": "study", "questions": "question"}


def own(*, name: str, by: User | AnonymousUser) -> Practitioner:
    """One's own record, by its id or slug. Raises PractitionerNotFound for everybody else's."""
    row = Practitioner.objects.of(by.pk).called(name).first()
    if row is None:
        raise PractitionerNotFound
    return row


def write_profile(
    *, name: str, by: User, said: Mapping[str, Any], revision: str, now: datetime
) -> Practitioner:
    """Keep what is said as the new draft of one's page, and its facts in the row.

    What is not said stays. The first words make the page. Raises PractitionerNotFound,
    StaleRevision, DraftInReview, DraftLocked, DraftRefused, and for the picture what
    `image_said` raises.
    """
    row = own(name=name, by=by)
    words = {key: value for key, value in said.items() if key not in practitioners.FACTS}
    if "picture" in words:
        words["picture"] = library.image_said(said=words["picture"], by=by, now=now)
    _write(row, by=by, words=words, facts=said, revision=revision)
    return row


@db.transaction
def _write(
    row: Practitioner,
    *,
    by: User,
    words: Mapping[str, Any],
    facts: Mapping[str, Any],
    revision: str,
) -> None:
    if (page := page_of(row)) is not None:
        page = drafts.locked(page)  # before the row that it tells when it is published
    if facts.keys() & practitioners.FACTS:
        practitioners.change_facts(practitioner_id=row.pk, facts=facts)
    if page is None:
        begin_page(row, by=by, words=words, revision=revision)
    elif words:
        fields = _fields(words, drafts.draft_of(page))
        drafts.write(page, by=by, fields=fields, revision=revision)


@db.transaction_required
def begin_page(
    row: Practitioner, *, by: User, words: Mapping[str, Any], revision: str = ""
) -> PractitionerPage:
    """A practitioner's page as a draft; it says what is known, and `words` above that.

    Raises StaleRevision and DraftRefused.
    """
    Practitioner.objects.lock().get(pk=row.pk)  # two at once would both find none
    if (there := page_of(row)) is not None or revision:
        raise drafts.StaleRevision(details={"revision": [drafts.revision_of(there)]})
    known = {
        "title": row.display_name,
        "professional_title": row.professional_title,
        "summary": row.summary,
    }
    page = PractitionerPage(practitioner=row, slug=row.slug)
    return drafts.begin(
        page, below=PractitionerIndexPage.topmost(), by=by, fields=known | _fields(words, page)
    )


@db.transaction
def submit(*, name: str, by: User) -> Practitioner:
    """Have the latest draft reviewed.

    Raises PractitionerNotFound, NothingWritten, NothingToSubmit,
    NoWorkflow and AlreadySubmitted.
    """
    row = own(name=name, by=by)
    moderation.submit(thing=_written(row), user=by)
    return row


@db.transaction
def withdraw(*, name: str, by: User) -> Practitioner:
    """Take it back from its review. Raises PractitionerNotFound, NothingWritten, NotSubmitted."""
    row = own(name=name, by=by)
    moderation.withdraw(thing=_written(row), user=by)
    return row


def page_of(row: Practitioner) -> PractitionerPage | None:
    """The page that tells the practitioner's words, if there is one."""
    return telling(PractitionerPage).filter(practitioner=row).first()


def draft_of(row: Practitioner) -> PractitionerPage:
    """The page's latest draft; of a page that is not there, what is known already."""
    page = page_of(row)
    if page is None:
        return PractitionerPage(
            practitioner=row,
            title=row.display_name,
            professional_title=row.professional_title,
            summary=row.summary,
        )
    return drafts.draft_of(page)


def changes(row: Practitioner) -> list[drafts.Change]:
    """What one's draft says otherwise than what is published."""
    page = page_of(row)
    if page is None:
        return []
    return drafts.differences(texts(page) if page.live else {}, texts(drafts.draft_of(page)))


def texts(page: PractitionerPage) -> dict[str, str]:
    """All that a page says, as plain text."""
    return {
        "display_name": page.title,
        "professional_title": page.professional_title,
        "summary": page.summary,
        "story": text_of(page.story),
        "approach": text_of(page.approach),
        "education": "\n".join(
            ", ".join(str(said) for said in block.value.values() if said)
            for block in page.education
        ),
        "questions": "\n".join(
            f"{block.value['question']}\n{text_of(block.value['answer'].source)}"
            for block in page.questions
        ),
        "modalities": ", ".join(sorted(one.name for one in page.modalities.all())),
        "picture": drafts.picture_text(page.picture),
        "seo_title": page.seo_title,
        "seo_description": page.search_description,
    }


def _written(row: Practitioner) -> PractitionerPage:
    page = page_of(row)
    if page is None:
        raise drafts.NothingWritten
    return page


def _fields(words: Mapping[str, Any], draft: PractitionerPage) -> dict[str, Any]:
    """What was said, as the page's columns want it."""
    fields = {COLUMNS.get(key, key): value for key, value in words.items()}
    for name, block in BLOCKS.items():
        if name in fields:
            fields[name] = drafts.blocks(block, fields[name], earlier=getattr(draft, name))
    if "modalities" in fields:
        fields["modalities"] = terms_called(Modality, fields["modalities"], field="modalities")
    return fields
