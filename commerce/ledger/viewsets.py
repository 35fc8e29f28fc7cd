from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from commerce.ledger.models import Entry, Posting
from estuary.kernel.backoffice import AmountColumn, ReadOnlyViewSet


class EntryFilterSet(WagtailFilterSet):
    posted_at = DateFromToRangeFilter(label="Posted", widget=DateRangePickerWidget)

    class Meta:
        model = Entry
        fields: list[str] = []


class EntryViewSet(ReadOnlyViewSet):
    """The business events in the books."""

    model = Entry
    icon = "doc-full"
    menu_label = "Ledger entries"
    related = ("reverses",)
    list_display = [
        "key",
        "description",
        Column("reverses", label="Reverses"),
        DateColumn("posted_at", label="Posted", sort_key="posted_at"),
    ]
    filterset_class = EntryFilterSet
    list_export = ["key", "description", "reverses", "posted_at"]
    search_fields = ["key", "description"]
    ordering = ["-posted_at"]


class PostingFilterSet(WagtailFilterSet):
    entry__posted_at = DateFromToRangeFilter(label="Posted", widget=DateRangePickerWidget)

    class Meta:
        model = Posting
        fields = ["account__kind", "account__currency"]


class PostingViewSet(ReadOnlyViewSet):
    """What each entry did to which account: a debit is positive, a credit negative."""

    model = Posting
    icon = "list-ol"
    menu_label = "Postings"
    related = ("entry", "account__party")
    list_display = [
        "entry__key",
        Column("kind", label="Account", accessor="account.get_kind_display"),
        Column("party", label="Of", accessor="account.party"),
        AmountColumn("amount_cents", "Amount", currency="account.currency"),
        DateColumn("posted_at", label="Posted", accessor="entry.posted_at"),
    ]
    filterset_class = PostingFilterSet
    list_export = [
        "entry.key", "account.kind", "account.party.email", "account.currency", "amount_cents",
        "entry.posted_at",
    ]  # fmt: skip
    search_fields = ["entry__key", "account__party__email"]
    ordering = ["-entry__posted_at", "-pk"]
