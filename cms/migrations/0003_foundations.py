from django.db import migrations

from cms.workflows.operations import lay_foundations


def lay(apps, schema_editor):
    lay_foundations(apps=apps)


class Migration(migrations.Migration):
    """After everything that somebody may be given a right to."""

    dependencies = [
        ("cms", "0002_asking_among_many"),
        ("commerce", "0003_books_balance_and_never_change"),
        ("kernel", "0004_search_in_portuguese"),
        ("live", "0004_feeds_and_webhooks"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]
    replaces = [
        ("cms", "0002_initial"),
        ("cms", "0003_pages_and_snippets"),
        ("cms", "0004_foundations"),
        ("cms", "0005_groups_see_credits"),
        ("cms", "0006_finance_tries_refunds_again"),
        ("cms", "0007_receipts_for_support_and_finance"),
        ("cms", "0008_grants_for_packages"),
        ("cms", "0009_support_sees_waitlists_and_cancels"),
        ("cms", "0010_finance_sees_memberships_and_history"),
        ("cms", "0011_finance_keeps_commission"),
        ("cms", "0012_finance_moves_payouts_on"),
        ("cms", "0013_finance_asks_and_books"),
        ("cms", "0014_disputes_for_support_and_finance"),
        ("cms", "0015_the_content_model"),
        ("cms", "0016_foundations_of_content"),
        ("cms", "0017_richer_blocks"),
        ("cms", "0018_search_entries"),
        ("cms", "0019_images_of_uploads"),
        ("cms", "0020_gone_addresses"),
        ("cms", "0021_moderation"),
        ("cms", "0022_streams_read_and_answered"),
        ("cms", "0023_files_of_streams"),
        ("cms", "0024_previews"),
        ("cms", "0025_video_and_audio_blocks"),
        ("cms", "0026_translated_rows"),
        ("cms", "0027_asking_among_many"),
    ]
    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
