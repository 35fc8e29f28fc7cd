from django.db import migrations

GUARD = """
CREATE TRIGGER service_terms_never_change BEFORE UPDATE OR DELETE ON marketplace_serviceterms
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
"""
NO_GUARD = "DROP TRIGGER service_terms_never_change ON marketplace_serviceterms;"


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, NO_GUARD)]
