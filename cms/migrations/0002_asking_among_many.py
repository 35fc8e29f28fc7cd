from django.db import migrations

# The operator can be answered by the index, and knows its threshold from a setting only: a
# function sets it for itself, wherever and in whatever transaction it is called.
FUNCTION = """
CREATE FUNCTION search_entries_like(typed text) RETURNS SETOF bigint
LANGUAGE sql STABLE SET pg_trgm.word_similarity_threshold = '0.45' AS $$
    SELECT id FROM cms_searchentry WHERE lower(f_unaccent(typed)) <% names
$$
"""
# Wagtail finds pages one step of an address after another; we ask for whole ones.
ADDRESSES = "CREATE INDEX cms_page_by_address ON wagtailcore_page (url_path)"


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_initial"),
        ("wagtailcore", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION search_entries_like(text)"),
        migrations.RunSQL(ADDRESSES, "DROP INDEX cms_page_by_address"),
    ]
