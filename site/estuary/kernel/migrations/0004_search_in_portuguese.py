from django.db import migrations

SEARCH = """
CREATE TEXT SEARCH CONFIGURATION estuary_pt (COPY = portuguese);
ALTER TEXT SEARCH CONFIGURATION estuary_pt
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, portuguese_stem;
"""
NO_SEARCH = "DROP TEXT SEARCH CONFIGURATION IF EXISTS estuary_pt;"


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_words_for_deliveries")]
    operations = [migrations.RunSQL(SEARCH, NO_SEARCH)]
