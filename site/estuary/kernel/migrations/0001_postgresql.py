"""What every later table may rely on: extensions, search configuration, append-only tables."""

from django.contrib.postgres.operations import (
    BtreeGistExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations

# English stemming that also takes accents away: "cafe" finds "Café".
SEARCH = """
CREATE TEXT SEARCH CONFIGURATION estuary_en (COPY = english);
ALTER TEXT SEARCH CONFIGURATION estuary_en
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
"""
NO_SEARCH = "DROP TEXT SEARCH CONFIGURATION IF EXISTS estuary_en;"

# unaccent() itself is only STABLE, and so cannot stand in an index.
F_UNACCENT = """
CREATE FUNCTION f_unaccent(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN public.unaccent('public.unaccent'::regdictionary, $1);
"""
NO_F_UNACCENT = "DROP FUNCTION IF EXISTS f_unaccent(text);"

# For tables whose rows are facts: postings, terms of a sale.
FORBID_CHANGE = """
CREATE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""
NO_FORBID_CHANGE = "DROP FUNCTION IF EXISTS forbid_change();"


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(SEARCH, NO_SEARCH),
        migrations.RunSQL(F_UNACCENT, NO_F_UNACCENT),
        migrations.RunSQL(FORBID_CHANGE, NO_FORBID_CHANGE),
    ]
