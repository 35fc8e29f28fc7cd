"""What people type into a search field, as a PostgreSQL query."""

import re

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery

CONFIG = "estuary_en"
_PLAIN = re.compile(r"\w+")


def search_query(typed: str, *, config: str = CONFIG) -> SearchQuery | CombinedSearchQuery:
    """Words, "phrases", or, and -exclusions; the last plain word may be unfinished.

    "breath" and "breathwork sle" find "Breathwork for sleep". `config` is the text search
    configuration of the words searched in.
    """
    whole = SearchQuery(typed, config=config, search_type="websearch")
    words = typed.split()
    last = words[-1] if words else ""
    if '"' in typed or last.lower() == "or" or not _PLAIN.fullmatch(last):
        return whole
    unfinished = SearchQuery(f"{last}:*", config=config, search_type="raw")
    if len(words) == 1:
        return whole | unfinished
    before = SearchQuery(" ".join(words[:-1]), config=config, search_type="websearch")
    return whole | (before & unfinished)
