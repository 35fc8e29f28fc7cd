import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import modelcluster.contrib.taggit
import modelcluster.fields
import modelsearch.index
import wagtail.fields
import wagtail.models.preview
import wagtail_headless_preview.models
from django.conf import settings
from django.db import migrations, models
from wagtail.models import Locale


def first_language():
    """What was written so far was written in it."""
    return Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)[0].pk


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0014_disputes_for_support_and_finance"),
        ("marketplace", "0005_packages"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("live", models.BooleanField(default=True, editable=False, verbose_name="live")),
                (
                    "has_unpublished_changes",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="has unpublished changes"
                    ),
                ),
                (
                    "first_published_at",
                    models.DateTimeField(
                        blank=True, db_index=True, null=True, verbose_name="first published at"
                    ),
                ),
                (
                    "last_published_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="last published at"
                    ),
                ),
                (
                    "go_live_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="go live date/time"),
                ),
                (
                    "expire_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="expiry date/time"),
                ),
                (
                    "expired",
                    models.BooleanField(default=False, editable=False, verbose_name="expired"),
                ),
                (
                    "locked",
                    models.BooleanField(default=False, editable=False, verbose_name="locked"),
                ),
                (
                    "locked_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="locked at"),
                ),
                ("title", models.CharField(max_length=120)),
                ("text", wagtail.fields.RichTextField(blank=True)),
                (
                    "tone",
                    models.CharField(
                        choices=[
                            ("note", "Note"),
                            ("good_news", "Good news"),
                            ("warning", "Warning"),
                        ],
                        default="note",
                        max_length=9,
                    ),
                ),
                (
                    "readers",
                    models.CharField(
                        choices=[
                            ("everybody", "Everybody"),
                            ("clients", "Clients"),
                            ("practitioners", "Practitioners"),
                        ],
                        default="everybody",
                        max_length=13,
                    ),
                ),
                ("address", models.URLField(blank=True)),
                ("link_text", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "abstract": False,
            },
            bases=(
                wagtail.models.preview.PreviewableMixin,
                modelsearch.index.Indexed,
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="Audience",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("live", models.BooleanField(default=True, editable=False, verbose_name="live")),
                (
                    "has_unpublished_changes",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="has unpublished changes"
                    ),
                ),
                (
                    "first_published_at",
                    models.DateTimeField(
                        blank=True, db_index=True, null=True, verbose_name="first published at"
                    ),
                ),
                (
                    "last_published_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="last published at"
                    ),
                ),
                (
                    "go_live_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="go live date/time"),
                ),
                (
                    "expire_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="expiry date/time"),
                ),
                (
                    "expired",
                    models.BooleanField(default=False, editable=False, verbose_name="expired"),
                ),
                (
                    "locked",
                    models.BooleanField(default=False, editable=False, verbose_name="locked"),
                ),
                (
                    "locked_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="locked at"),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "slug",
                    models.SlugField(
                        help_text="Used by filters and addresses; stays as it is once published.",
                        max_length=80,
                    ),
                ),
                ("summary", models.CharField(blank=True, max_length=400)),
                ("sort_order", models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                "ordering": ["sort_order", "name"],
                "abstract": False,
            },
            bases=(
                wagtail.models.preview.PreviewableMixin,
                modelsearch.index.Indexed,
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="CertificationKind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("live", models.BooleanField(default=True, editable=False, verbose_name="live")),
                (
                    "has_unpublished_changes",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="has unpublished changes"
                    ),
                ),
                (
                    "first_published_at",
                    models.DateTimeField(
                        blank=True, db_index=True, null=True, verbose_name="first published at"
                    ),
                ),
                (
                    "last_published_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="last published at"
                    ),
                ),
                (
                    "go_live_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="go live date/time"),
                ),
                (
                    "expire_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="expiry date/time"),
                ),
                (
                    "expired",
                    models.BooleanField(default=False, editable=False, verbose_name="expired"),
                ),
                (
                    "locked",
                    models.BooleanField(default=False, editable=False, verbose_name="locked"),
                ),
                (
                    "locked_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="locked at"),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "slug",
                    models.SlugField(
                        help_text="Used by filters and addresses; stays as it is once published.",
                        max_length=80,
                    ),
                ),
                ("summary", models.CharField(blank=True, max_length=400)),
                ("sort_order", models.PositiveIntegerField(default=0, editable=False)),
                ("issuer", models.CharField(blank=True, help_text="Who gives it.", max_length=160)),
                (
                    "is_regulated",
                    models.BooleanField(
                        default=False,
                        help_text="Only who has it may use the title.",
                        verbose_name="protected by law",
                    ),
                ),
                ("address", models.URLField(blank=True, verbose_name="where it is explained")),
            ],
            options={
                "verbose_name": "kind of certification",
                "verbose_name_plural": "kinds of certification",
                "ordering": ["sort_order", "name"],
                "abstract": False,
            },
            bases=(
                wagtail.models.preview.PreviewableMixin,
                modelsearch.index.Indexed,
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="Faq",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("live", models.BooleanField(default=True, editable=False, verbose_name="live")),
                (
                    "has_unpublished_changes",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="has unpublished changes"
                    ),
                ),
                (
                    "first_published_at",
                    models.DateTimeField(
                        blank=True, db_index=True, null=True, verbose_name="first published at"
                    ),
                ),
                (
                    "last_published_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="last published at"
                    ),
                ),
                (
                    "go_live_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="go live date/time"),
                ),
                (
                    "expire_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="expiry date/time"),
                ),
                (
                    "expired",
                    models.BooleanField(default=False, editable=False, verbose_name="expired"),
                ),
                (
                    "locked",
                    models.BooleanField(default=False, editable=False, verbose_name="locked"),
                ),
                (
                    "locked_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="locked at"),
                ),
                ("question", models.CharField(max_length=240)),
                ("answer", wagtail.fields.RichTextField()),
                (
                    "topic",
                    models.CharField(blank=True, help_text="Such as “Payments”.", max_length=60),
                ),
                ("sort_order", models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                "verbose_name": "question and answer",
                "verbose_name_plural": "questions and answers",
                "ordering": ["sort_order", "question"],
                "abstract": False,
            },
            bases=(
                wagtail.models.preview.PreviewableMixin,
                modelsearch.index.Indexed,
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="Footer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "columns",
                    wagtail.fields.StreamField(
                        [("column", 6)],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.CharBlock", (), {"max_length": 60}),
                            1: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "The page's title, if left empty.",
                                    "max_length": 60,
                                    "required": False,
                                },
                            ),
                            2: ("wagtail.blocks.PageChooserBlock", (), {"required": False}),
                            3: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "https://..., mailto:..., or a path such as /book/.",
                                    "max_length": 300,
                                    "required": False,
                                },
                            ),
                            4: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 1), ("page", 2), ("address", 3)]],
                                {},
                            ),
                            5: ("wagtail.blocks.ListBlock", (4,), {"max_num": 12, "min_num": 1}),
                            6: ("wagtail.blocks.StructBlock", [[("text", 0), ("links", 5)]], {}),
                        },
                    ),
                ),
                (
                    "note",
                    wagtail.fields.RichTextField(
                        blank=True, help_text="Who runs this site; the law."
                    ),
                ),
            ],
            options={
                "verbose_name": "footer",
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name="HelpIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "is_hidden_from_search_engines",
                    models.BooleanField(
                        default=False,
                        help_text="It can be read by who has its address, and is in no sitemap.",
                        verbose_name="hidden from search engines",
                    ),
                ),
                ("introduction", models.TextField(blank=True, max_length=400)),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 2),
                            ("words", 3),
                            ("picture", 6),
                            ("quote", 9),
                            ("callout", 12),
                            ("questions", 17),
                            ("call_to_action", 23),
                        ],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.CharBlock", (), {"max_length": 160}),
                            1: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {"choices": [("h2", "Heading"), ("h3", "Subheading")]},
                            ),
                            2: ("wagtail.blocks.StructBlock", [[("text", 0), ("level", 1)]], {}),
                            3: ("cms.pages.blocks.Words", (), {"icon": "pilcrow"}),
                            4: ("wagtail.images.blocks.ImageBlock", [], {}),
                            5: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 240, "required": False},
                            ),
                            6: ("wagtail.blocks.StructBlock", [[("image", 4), ("caption", 5)]], {}),
                            7: ("wagtail.blocks.TextBlock", (), {"max_length": 600}),
                            8: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 120, "required": False},
                            ),
                            9: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 7), ("attribution", 8)]],
                                {},
                            ),
                            10: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("note", "Note"),
                                        ("tip", "Tip"),
                                        ("caution", "Caution"),
                                    ]
                                },
                            ),
                            11: (
                                "cms.pages.blocks.Words",
                                (),
                                {"features": ["bold", "italic", "link"]},
                            ),
                            12: (
                                "wagtail.blocks.StructBlock",
                                [[("kind", 10), ("title", 8), ("text", 11)]],
                                {},
                            ),
                            13: ("wagtail.blocks.CharBlock", (), {"max_length": 240}),
                            14: (
                                "cms.pages.blocks.Words",
                                (),
                                {"features": ["bold", "italic", "link", "ol", "ul"]},
                            ),
                            15: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 13), ("answer", 14)]],
                                {},
                            ),
                            16: ("wagtail.blocks.ListBlock", (15,), {"min_num": 1}),
                            17: ("wagtail.blocks.StructBlock", [[("title", 8), ("items", 16)]], {}),
                            18: ("wagtail.blocks.CharBlock", (), {"max_length": 120}),
                            19: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"max_length": 300, "required": False},
                            ),
                            20: ("wagtail.blocks.CharBlock", (), {"max_length": 40}),
                            21: ("wagtail.blocks.PageChooserBlock", (), {"required": False}),
                            22: ("wagtail.blocks.URLBlock", (), {"required": False}),
                            23: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("title", 18),
                                        ("text", 19),
                                        ("button", 20),
                                        ("page", 21),
                                        ("address", 22),
                                    ]
                                ],
                                {},
                            ),
                        },
                    ),
                ),
            ],
            options={
                "verbose_name": "help index",
            },
            bases=(wagtail_headless_preview.models.HeadlessMixin, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="HelpPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "is_hidden_from_search_engines",
                    models.BooleanField(
                        default=False,
                        help_text="It can be read by who has its address, and is in no sitemap.",
                        verbose_name="hidden from search engines",
                    ),
                ),
                ("introduction", models.TextField(blank=True, max_length=400)),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 2),
                            ("words", 3),
                            ("picture", 6),
                            ("quote", 9),
                            ("callout", 12),
                            ("questions", 17),
                            ("call_to_action", 23),
                        ],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.CharBlock", (), {"max_length": 160}),
                            1: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {"choices": [("h2", "Heading"), ("h3", "Subheading")]},
                            ),
                            2: ("wagtail.blocks.StructBlock", [[("text", 0), ("level", 1)]], {}),
                            3: ("cms.pages.blocks.Words", (), {"icon": "pilcrow"}),
                            4: ("wagtail.images.blocks.ImageBlock", [], {}),
                            5: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 240, "required": False},
                            ),
                            6: ("wagtail.blocks.StructBlock", [[("image", 4), ("caption", 5)]], {}),
                            7: ("wagtail.blocks.TextBlock", (), {"max_length": 600}),
                            8: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 120, "required": False},
                            ),
                            9: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 7), ("attribution", 8)]],
                                {},
                            ),
                            10: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("note", "Note"),
                                        ("tip", "Tip"),
                                        ("caution", "Caution"),
                                    ]
                                },
                            ),
                            11: (
                                "cms.pages.blocks.Words",
                                (),
                                {"features": ["bold", "italic", "link"]},
                            ),
                            12: (
                                "wagtail.blocks.StructBlock",
                                [[("kind", 10), ("title", 8), ("text", 11)]],
                                {},
                            ),
                            13: ("wagtail.blocks.CharBlock", (), {"max_length": 240}),
                            14: (
                                "cms.pages.blocks.Words",
                                (),
                                {"features": ["bold", "italic", "link", "ol", "ul"]},
                            ),
                            15: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 13), ("answer", 14)]],
                                {},
                            ),
                            16: ("wagtail.blocks.ListBlock", (15,), {"min_num": 1}),
                            17: ("wagtail.blocks.StructBlock", [[("title", 8), ("items", 16)]], {}),
                            18: ("wagtail.blocks.CharBlock", (), {"max_length": 120}),
                            19: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"max_length": 300, "required": False},
                            ),
                            20: ("wagtail.blocks.CharBlock", (), {"max_length": 40}),
                            21: ("wagtail.blocks.PageChooserBlock", (), {"required": False}),
                            22: ("wagtail.blocks.URLBlock", (), {"required": False}),
                            23: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("title", 18),
                                        ("text", 19),
                                        ("button", 20),
                                        ("page", 21),
                                        ("address", 22),
                                    ]
                                ],
                                {},
                            ),
                        },
                    ),
                ),
                (
                    "readers",
                    models.CharField(
                        choices=[
                            ("everybody", "Everybody"),
                            ("clients", "Clients"),
                            ("practitioners", "Practitioners"),
                        ],
                        default="everybody",
                        max_length=13,
                    ),
                ),
            ],
            options={
                "verbose_name": "help page",
            },
            bases=(wagtail_headless_preview.models.HeadlessMixin, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="LandingPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "is_hidden_from_search_engines",
                    models.BooleanField(
                        default=False,
                        help_text="It can be read by who has its address, and is in no sitemap.",
                        verbose_name="hidden from search engines",
                    ),
                ),
                (
                    "summary",
                    models.CharField(blank=True, help_text="For lists of pages.", max_length=240),
                ),
                (
                    "sections",
                    wagtail.fields.StreamField(
                        [("section", 28)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 160, "required": False},
                            ),
                            1: (
                                "wagtail.blocks.RegexBlock",
                                (),
                                {
                                    "error_messages": {
                                        "invalid": "Small letters, digits and hyphens."
                                    },
                                    "help_text": "Links can lead here: /welcome/#prices.",
                                    "max_length": 60,
                                    "regex": "^[a-z0-9]+(-[a-z0-9]+)*$",
                                    "required": False,
                                },
                            ),
                            2: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("plain", "Plain"),
                                        ("soft", "Soft"),
                                        ("strong", "Strong"),
                                    ]
                                },
                            ),
                            3: ("wagtail.blocks.CharBlock", (), {"max_length": 160}),
                            4: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {"choices": [("h2", "Heading"), ("h3", "Subheading")]},
                            ),
                            5: ("wagtail.blocks.StructBlock", [[("text", 3), ("level", 4)]], {}),
                            6: ("cms.pages.blocks.Words", (), {"icon": "pilcrow"}),
                            7: ("wagtail.images.blocks.ImageBlock", [], {}),
                            8: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 240, "required": False},
                            ),
                            9: ("wagtail.blocks.StructBlock", [[("image", 7), ("caption", 8)]], {}),
                            10: ("wagtail.blocks.TextBlock", (), {"max_length": 600}),
                            11: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 120, "required": False},
                            ),
                            12: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 10), ("attribution", 11)]],
                                {},
                            ),
                            13: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("note", "Note"),
                                        ("tip", "Tip"),
                                        ("caution", "Caution"),
                                    ]
                                },
                            ),
                            14: (
                                "cms.pages.blocks.Words",
                                (),
                                {"features": ["bold", "italic", "link"]},
                            ),
                            15: (
                                "wagtail.blocks.StructBlock",
                                [[("kind", 13), ("title", 11), ("text", 14)]],
                                {},
                            ),
                            16: ("wagtail.blocks.CharBlock", (), {"max_length": 240}),
                            17: (
                                "cms.pages.blocks.Words",
                                (),
                                {"features": ["bold", "italic", "link", "ol", "ul"]},
                            ),
                            18: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 16), ("answer", 17)]],
                                {},
                            ),
                            19: ("wagtail.blocks.ListBlock", (18,), {"min_num": 1}),
                            20: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 11), ("items", 19)]],
                                {},
                            ),
                            21: ("wagtail.blocks.CharBlock", (), {"max_length": 120}),
                            22: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"max_length": 300, "required": False},
                            ),
                            23: ("wagtail.blocks.CharBlock", (), {"max_length": 40}),
                            24: ("wagtail.blocks.PageChooserBlock", (), {"required": False}),
                            25: ("wagtail.blocks.URLBlock", (), {"required": False}),
                            26: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("title", 21),
                                        ("text", 22),
                                        ("button", 23),
                                        ("page", 24),
                                        ("address", 25),
                                    ]
                                ],
                                {},
                            ),
                            27: (
                                "wagtail.blocks.StreamBlock",
                                [
                                    [
                                        ("heading", 5),
                                        ("words", 6),
                                        ("picture", 9),
                                        ("quote", 12),
                                        ("callout", 15),
                                        ("questions", 20),
                                        ("call_to_action", 26),
                                    ]
                                ],
                                {},
                            ),
                            28: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 0), ("anchor", 1), ("tone", 2), ("content", 27)]],
                                {},
                            ),
                        },
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=(wagtail_headless_preview.models.HeadlessMixin, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="MarketplaceCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tagline", models.CharField(blank=True, max_length=160)),
                ("search_placeholder", models.CharField(blank=True, max_length=80)),
                ("nothing_found", models.CharField(blank=True, max_length=240)),
                (
                    "reasons_to_trust",
                    wagtail.fields.StreamField(
                        [("point", 0)],
                        blank=True,
                        block_lookup={0: ("wagtail.blocks.CharBlock", (), {"max_length": 240})},
                    ),
                ),
                ("before_booking", wagtail.fields.RichTextField(blank=True)),
                ("before_payment", wagtail.fields.RichTextField(blank=True)),
                (
                    "health_note",
                    wagtail.fields.RichTextField(
                        blank=True, help_text="That nothing here replaces a doctor."
                    ),
                ),
                ("support_email", models.EmailField(blank=True, max_length=254)),
            ],
            options={
                "verbose_name": "marketplace copy",
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Navigation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "items",
                    wagtail.fields.StreamField(
                        [("link", 3), ("menu", 6)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "The page's title, if left empty.",
                                    "max_length": 60,
                                    "required": False,
                                },
                            ),
                            1: ("wagtail.blocks.PageChooserBlock", (), {"required": False}),
                            2: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "https://..., mailto:..., or a path such as /book/.",
                                    "max_length": 300,
                                    "required": False,
                                },
                            ),
                            3: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 0), ("page", 1), ("address", 2)]],
                                {},
                            ),
                            4: ("wagtail.blocks.CharBlock", (), {"max_length": 60}),
                            5: ("wagtail.blocks.ListBlock", (3,), {"max_num": 12, "min_num": 1}),
                            6: ("wagtail.blocks.StructBlock", [[("text", 4), ("links", 5)]], {}),
                        },
                    ),
                ),
            ],
            options={
                "verbose_name": "navigation",
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("is_listed", models.BooleanField(default=False, verbose_name="page is published")),
                ("slug", models.SlugField(max_length=160, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("article", "Article"),
                            ("video", "Video"),
                            ("audio", "Audio"),
                            ("live", "Live"),
                        ],
                        default="article",
                        max_length=7,
                    ),
                ),
                (
                    "access",
                    models.CharField(
                        choices=[
                            ("free", "Everybody"),
                            ("followers", "Followers of the practitioner"),
                            ("purchasers", "Clients who have booked or bought"),
                        ],
                        default="free",
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=160)),
                ("teaser", models.CharField(blank=True, max_length=400)),
                ("picture", models.JSONField(blank=True, null=True)),
                (
                    "modalities",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SlugField(max_length=80),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("duration_seconds", models.PositiveIntegerField(blank=True, null=True)),
                ("starts_at", models.DateTimeField(blank=True, null=True)),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="first published at"),
                ),
                ("likes", models.PositiveIntegerField(default=0)),
                ("saves", models.PositiveIntegerField(default=0)),
                ("comments", models.PositiveIntegerField(default=0)),
                ("views", models.PositiveIntegerField(default=0)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.SearchVector(
                                "title", config="estuary_en", weight="A"
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                "teaser", config="estuary_en", weight="C"
                            ),
                            django.contrib.postgres.search.SearchConfig("estuary_en"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PostPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "is_hidden_from_search_engines",
                    models.BooleanField(
                        default=False,
                        help_text="It can be read by who has its address, and is in no sitemap.",
                        verbose_name="hidden from search engines",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("article", "Article"),
                            ("video", "Video"),
                            ("audio", "Audio"),
                            ("live", "Live"),
                        ],
                        default="article",
                        max_length=7,
                    ),
                ),
                (
                    "access",
                    models.CharField(
                        choices=[
                            ("free", "Everybody"),
                            ("followers", "Followers of the practitioner"),
                            ("purchasers", "Clients who have booked or bought"),
                        ],
                        default="free",
                        max_length=10,
                    ),
                ),
                (
                    "teaser",
                    models.CharField(
                        blank=True,
                        help_text="What everybody reads, whoever may have the rest.",
                        max_length=400,
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 2),
                            ("words", 3),
                            ("picture", 6),
                            ("quote", 9),
                            ("callout", 12),
                            ("questions", 17),
                            ("call_to_action", 23),
                        ],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.CharBlock", (), {"max_length": 160}),
                            1: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {"choices": [("h2", "Heading"), ("h3", "Subheading")]},
                            ),
                            2: ("wagtail.blocks.StructBlock", [[("text", 0), ("level", 1)]], {}),
                            3: ("cms.pages.blocks.Words", (), {"icon": "pilcrow"}),
                            4: ("wagtail.images.blocks.ImageBlock", [], {}),
                            5: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 240, "required": False},
                            ),
                            6: ("wagtail.blocks.StructBlock", [[("image", 4), ("caption", 5)]], {}),
                            7: ("wagtail.blocks.TextBlock", (), {"max_length": 600}),
                            8: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 120, "required": False},
                            ),
                            9: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 7), ("attribution", 8)]],
                                {},
                            ),
                            10: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("note", "Note"),
                                        ("tip", "Tip"),
                                        ("caution", "Caution"),
                                    ]
                                },
                            ),
                            11: (
                                "cms.pages.blocks.Words",
                                (),
                                {"features": ["bold", "italic", "link"]},
                            ),
                            12: (
                                "wagtail.blocks.StructBlock",
                                [[("kind", 10), ("title", 8), ("text", 11)]],
                                {},
                            ),
                            13: ("wagtail.blocks.CharBlock", (), {"max_length": 240}),
                            14: (
                                "cms.pages.blocks.Words",
                                (),
                                {"features": ["bold", "italic", "link", "ol", "ul"]},
                            ),
                            15: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 13), ("answer", 14)]],
                                {},
                            ),
                            16: ("wagtail.blocks.ListBlock", (15,), {"min_num": 1}),
                            17: ("wagtail.blocks.StructBlock", [[("title", 8), ("items", 16)]], {}),
                            18: ("wagtail.blocks.CharBlock", (), {"max_length": 120}),
                            19: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"max_length": 300, "required": False},
                            ),
                            20: ("wagtail.blocks.CharBlock", (), {"max_length": 40}),
                            21: ("wagtail.blocks.PageChooserBlock", (), {"required": False}),
                            22: ("wagtail.blocks.URLBlock", (), {"required": False}),
                            23: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("title", 18),
                                        ("text", 19),
                                        ("button", 20),
                                        ("page", 21),
                                        ("address", 22),
                                    ]
                                ],
                                {},
                            ),
                        },
                    ),
                ),
                (
                    "starts_at",
                    models.DateTimeField(blank=True, help_text="When it is live.", null=True),
                ),
            ],
            options={
                "verbose_name": "post",
            },
            bases=(wagtail_headless_preview.models.HeadlessMixin, "wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="PostTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        allow_unicode=True, max_length=100, unique=True, verbose_name="slug"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SeoDefaults",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "title_suffix",
                    models.CharField(
                        blank=True,
                        help_text="Follows every title, such as “ | Estuary”.",
                        max_length=60,
                    ),
                ),
                ("description", models.CharField(blank=True, max_length=240)),
                ("organisation", models.CharField(blank=True, max_length=120)),
                (
                    "profiles",
                    wagtail.fields.StreamField(
                        [("profile", 0)],
                        blank=True,
                        block_lookup={0: ("wagtail.blocks.URLBlock", (), {})},
                        help_text="Pages of the organisation on other sites.",
                    ),
                ),
                (
                    "keep_away",
                    models.BooleanField(
                        default=False,
                        help_text="For sites that are not open yet.",
                        verbose_name="keep search engines away",
                    ),
                ),
            ],
            options={
                "verbose_name": "search engines",
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name="StreamPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "is_hidden_from_search_engines",
                    models.BooleanField(
                        default=False,
                        help_text="It can be read by who has its address, and is in no sitemap.",
                        verbose_name="hidden from search engines",
                    ),
                ),
                ("introduction", models.TextField(blank=True, max_length=400)),
            ],
            options={
                "verbose_name": "channel",
            },
            bases=(wagtail_headless_preview.models.HeadlessMixin, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="TaggedPost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Testimonial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("live", models.BooleanField(default=True, editable=False, verbose_name="live")),
                (
                    "has_unpublished_changes",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="has unpublished changes"
                    ),
                ),
                (
                    "first_published_at",
                    models.DateTimeField(
                        blank=True, db_index=True, null=True, verbose_name="first published at"
                    ),
                ),
                (
                    "last_published_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="last published at"
                    ),
                ),
                (
                    "go_live_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="go live date/time"),
                ),
                (
                    "expire_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="expiry date/time"),
                ),
                (
                    "expired",
                    models.BooleanField(default=False, editable=False, verbose_name="expired"),
                ),
                (
                    "locked",
                    models.BooleanField(default=False, editable=False, verbose_name="locked"),
                ),
                (
                    "locked_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="locked at"),
                ),
                ("text", models.TextField(max_length=600)),
                ("name", models.CharField(max_length=120)),
                (
                    "about",
                    models.CharField(
                        blank=True, help_text="Such as “client since 2024”.", max_length=160
                    ),
                ),
                ("sort_order", models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                "ordering": ["sort_order", "id"],
                "abstract": False,
            },
            bases=(
                wagtail.models.preview.PreviewableMixin,
                modelsearch.index.Indexed,
                models.Model,
            ),
        ),
        migrations.AlterModelOptions(
            name="modality",
            options={"ordering": ["sort_order", "name"], "verbose_name_plural": "modalities"},
        ),
        migrations.AddField(
            model_name="homepage",
            name="is_hidden_from_search_engines",
            field=models.BooleanField(
                default=False,
                help_text="It can be read by who has its address, and is in no sitemap.",
                verbose_name="hidden from search engines",
            ),
        ),
        migrations.AddField(
            model_name="modality",
            name="benefits",
            field=wagtail.fields.StreamField(
                [("point", 0)],
                blank=True,
                block_lookup={0: ("wagtail.blocks.CharBlock", (), {"max_length": 240})},
            ),
        ),
        migrations.AddField(
            model_name="modality",
            name="description",
            field=wagtail.fields.RichTextField(blank=True),
        ),
        migrations.AddField(
            model_name="modality",
            name="locale",
            field=models.ForeignKey(
                default=first_language,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="wagtailcore.locale",
                verbose_name="locale",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="modality",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="cms.modality",
            ),
        ),
        migrations.AddField(
            model_name="modality",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="cms.estuaryimage",
            ),
        ),
        migrations.AddField(
            model_name="modality",
            name="questions",
            field=wagtail.fields.StreamField(
                [("question", 2)],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.CharBlock", (), {"max_length": 240}),
                    1: (
                        "cms.pages.blocks.Words",
                        (),
                        {"features": ["bold", "italic", "link", "ol", "ul"]},
                    ),
                    2: ("wagtail.blocks.StructBlock", [[("question", 0), ("answer", 1)]], {}),
                },
            ),
        ),
        migrations.AddField(
            model_name="modality",
            name="regulated_note",
            field=wagtail.fields.RichTextField(
                blank=True,
                help_text="Shown where the law asks for a licence or forbids a claim.",
                verbose_name="regulated",
            ),
        ),
        migrations.AddField(
            model_name="modality",
            name="search_description",
            field=models.CharField(
                blank=True, max_length=240, verbose_name="description for search engines"
            ),
        ),
        migrations.AddField(
            model_name="modality",
            name="seo_title",
            field=models.CharField(
                blank=True, max_length=120, verbose_name="title for search engines"
            ),
        ),
        migrations.AddField(
            model_name="modality",
            name="sort_order",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="modality",
            name="translation_key",
            # A key each: the default would be asked for once only.
            field=models.UUIDField(default=None, editable=False, null=True),
        ),
        migrations.RunSQL(
            "UPDATE cms_modality SET translation_key = gen_random_uuid()", migrations.RunSQL.noop
        ),
        migrations.AlterField(
            model_name="modality",
            name="translation_key",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddField(
            model_name="practitionerindexpage",
            name="is_hidden_from_search_engines",
            field=models.BooleanField(
                default=False,
                help_text="It can be read by who has its address, and is in no sitemap.",
                verbose_name="hidden from search engines",
            ),
        ),
        migrations.AddField(
            model_name="practitionerpage",
            name="is_hidden_from_search_engines",
            field=models.BooleanField(
                default=False,
                help_text="It can be read by who has its address, and is in no sitemap.",
                verbose_name="hidden from search engines",
            ),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="is_hidden_from_search_engines",
            field=models.BooleanField(
                default=False,
                help_text="It can be read by who has its address, and is in no sitemap.",
                verbose_name="hidden from search engines",
            ),
        ),
        migrations.AddField(
            model_name="standardpage",
            name="is_hidden_from_search_engines",
            field=models.BooleanField(
                default=False,
                help_text="It can be read by who has its address, and is in no sitemap.",
                verbose_name="hidden from search engines",
            ),
        ),
        migrations.AlterField(
            model_name="modality",
            name="name",
            field=models.CharField(max_length=80),
        ),
        migrations.AlterField(
            model_name="modality",
            name="slug",
            field=models.SlugField(
                help_text="Used by filters and addresses; stays as it is once published.",
                max_length=80,
            ),
        ),
        migrations.AlterUniqueTogether(
            name="modality",
            unique_together={("translation_key", "locale")},
        ),
        migrations.AddConstraint(
            model_name="modality",
            constraint=models.UniqueConstraint(
                fields=("locale", "name"), name="modality_name_once_a_language"
            ),
        ),
        migrations.AddConstraint(
            model_name="modality",
            constraint=models.UniqueConstraint(
                fields=("locale", "slug"), name="modality_slug_once_a_language"
            ),
        ),
        migrations.AddConstraint(
            model_name="modality",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent", None),
                    models.Q(("parent", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="modality_is_not_its_own_parent",
            ),
        ),
        migrations.AddField(
            model_name="announcement",
            name="latest_revision",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
                verbose_name="latest revision",
            ),
        ),
        migrations.AddField(
            model_name="announcement",
            name="live_revision",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
                verbose_name="live revision",
            ),
        ),
        migrations.AddField(
            model_name="announcement",
            name="locale",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="wagtailcore.locale",
                verbose_name="locale",
            ),
        ),
        migrations.AddField(
            model_name="announcement",
            name="locked_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="locked_%(class)ss",
                to=settings.AUTH_USER_MODEL,
                verbose_name="locked by",
            ),
        ),
        migrations.AddField(
            model_name="announcement",
            name="page",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.WAGTAIL_PAGE_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="audience",
            name="latest_revision",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
                verbose_name="latest revision",
            ),
        ),
        migrations.AddField(
            model_name="audience",
            name="live_revision",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
                verbose_name="live revision",
            ),
        ),
        migrations.AddField(
            model_name="audience",
            name="locale",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="wagtailcore.locale",
                verbose_name="locale",
            ),
        ),
        migrations.AddField(
            model_name="audience",
            name="locked_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="locked_%(class)ss",
                to=settings.AUTH_USER_MODEL,
                verbose_name="locked by",
            ),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="audiences",
            field=modelcluster.fields.ParentalManyToManyField(
                blank=True, related_name="+", to="cms.audience"
            ),
        ),
        migrations.AddField(
            model_name="certificationkind",
            name="latest_revision",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
                verbose_name="latest revision",
            ),
        ),
        migrations.AddField(
            model_name="certificationkind",
            name="live_revision",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
                verbose_name="live revision",
            ),
        ),
        migrations.AddField(
            model_name="certificationkind",
            name="locale",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="wagtailcore.locale",
                verbose_name="locale",
            ),
        ),
        migrations.AddField(
            model_name="certificationkind",
            name="locked_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="locked_%(class)ss",
                to=settings.AUTH_USER_MODEL,
                verbose_name="locked by",
            ),
        ),
        migrations.AddField(
            model_name="faq",
            name="latest_revision",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
                verbose_name="latest revision",
            ),
        ),
        migrations.AddField(
            model_name="faq",
            name="live_revision",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
                verbose_name="live revision",
            ),
        ),
        migrations.AddField(
            model_name="faq",
            name="locale",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="wagtailcore.locale",
                verbose_name="locale",
            ),
        ),
        migrations.AddField(
            model_name="faq",
            name="locked_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="locked_%(class)ss",
                to=settings.AUTH_USER_MODEL,
                verbose_name="locked by",
            ),
        ),
        migrations.AddField(
            model_name="footer",
            name="site",
            field=models.OneToOneField(
                editable=False, on_delete=django.db.models.deletion.CASCADE, to="wagtailcore.site"
            ),
        ),
        migrations.AddField(
            model_name="helpindexpage",
            name="social_image",
            field=models.ForeignKey(
                blank=True,
                help_text="Shown when the page is shared elsewhere.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="cms.estuaryimage",
            ),
        ),
        migrations.AddField(
            model_name="helppage",
            name="social_image",
            field=models.ForeignKey(
                blank=True,
                help_text="Shown when the page is shared elsewhere.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="cms.estuaryimage",
            ),
        ),
        migrations.AddField(
            model_name="landingpage",
            name="social_image",
            field=models.ForeignKey(
                blank=True,
                help_text="Shown when the page is shared elsewhere.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="cms.estuaryimage",
            ),
        ),
        migrations.AddField(
            model_name="marketplacecopy",
            name="site",
            field=models.OneToOneField(
                editable=False, on_delete=django.db.models.deletion.CASCADE, to="wagtailcore.site"
            ),
        ),
        migrations.AddField(
            model_name="navigation",
            name="site",
            field=models.OneToOneField(
                editable=False, on_delete=django.db.models.deletion.CASCADE, to="wagtailcore.site"
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="practitioner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="posts",
                to="marketplace.practitioner",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="service",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="marketplace.service",
            ),
        ),
        migrations.AddField(
            model_name="postpage",
            name="modalities",
            field=modelcluster.fields.ParentalManyToManyField(
                blank=True, related_name="+", to="cms.modality"
            ),
        ),
        migrations.AddField(
            model_name="postpage",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="cms.estuaryimage",
            ),
        ),
        migrations.AddField(
            model_name="postpage",
            name="post",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="page", to="cms.post"
            ),
        ),
        migrations.AddField(
            model_name="postpage",
            name="service",
            field=models.ForeignKey(
                blank=True,
                help_text="Shown below, for who wants more than to read.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="marketplace.service",
            ),
        ),
        migrations.AddField(
            model_name="postpage",
            name="social_image",
            field=models.ForeignKey(
                blank=True,
                help_text="Shown when the page is shared elsewhere.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="cms.estuaryimage",
            ),
        ),
        migrations.AddField(
            model_name="seodefaults",
            name="image",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="cms.estuaryimage",
            ),
        ),
        migrations.AddField(
            model_name="seodefaults",
            name="site",
            field=models.OneToOneField(
                editable=False, on_delete=django.db.models.deletion.CASCADE, to="wagtailcore.site"
            ),
        ),
        migrations.AddField(
            model_name="streampage",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="cms.estuaryimage",
            ),
        ),
        migrations.AddField(
            model_name="streampage",
            name="practitioner",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stream_page",
                to="marketplace.practitioner",
            ),
        ),
        migrations.AddField(
            model_name="streampage",
            name="social_image",
            field=models.ForeignKey(
                blank=True,
                help_text="Shown when the page is shared elsewhere.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="cms.estuaryimage",
            ),
        ),
        migrations.AddField(
            model_name="taggedpost",
            name="content_object",
            field=modelcluster.fields.ParentalKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tagged_items",
                to="cms.postpage",
            ),
        ),
        migrations.AddField(
            model_name="taggedpost",
            name="tag",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="tagged", to="cms.posttag"
            ),
        ),
        migrations.AddField(
            model_name="postpage",
            name="tags",
            field=modelcluster.contrib.taggit.ClusterTaggableManager(
                blank=True,
                help_text="A comma-separated list of tags.",
                through="cms.TaggedPost",
                to="cms.PostTag",
                verbose_name="Tags",
            ),
        ),
        migrations.AddField(
            model_name="testimonial",
            name="latest_revision",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
                verbose_name="latest revision",
            ),
        ),
        migrations.AddField(
            model_name="testimonial",
            name="live_revision",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
                verbose_name="live revision",
            ),
        ),
        migrations.AddField(
            model_name="testimonial",
            name="locale",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="wagtailcore.locale",
                verbose_name="locale",
            ),
        ),
        migrations.AddField(
            model_name="testimonial",
            name="locked_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="locked_%(class)ss",
                to=settings.AUTH_USER_MODEL,
                verbose_name="locked by",
            ),
        ),
        migrations.AddField(
            model_name="testimonial",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="cms.estuaryimage",
            ),
        ),
        migrations.AddField(
            model_name="testimonial",
            name="practitioner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="marketplace.practitioner",
            ),
        ),
        migrations.AlterUniqueTogether(
            name="announcement",
            unique_together={("translation_key", "locale")},
        ),
        migrations.AddConstraint(
            model_name="audience",
            constraint=models.UniqueConstraint(
                fields=("locale", "name"), name="audience_name_once_a_language"
            ),
        ),
        migrations.AddConstraint(
            model_name="audience",
            constraint=models.UniqueConstraint(
                fields=("locale", "slug"), name="audience_slug_once_a_language"
            ),
        ),
        migrations.AlterUniqueTogether(
            name="audience",
            unique_together={("translation_key", "locale")},
        ),
        migrations.AddConstraint(
            model_name="certificationkind",
            constraint=models.UniqueConstraint(
                fields=("locale", "name"), name="certification_kind_name_once_a_language"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificationkind",
            constraint=models.UniqueConstraint(
                fields=("locale", "slug"), name="certification_kind_slug_once_a_language"
            ),
        ),
        migrations.AlterUniqueTogether(
            name="certificationkind",
            unique_together={("translation_key", "locale")},
        ),
        migrations.AlterUniqueTogether(
            name="faq",
            unique_together={("translation_key", "locale")},
        ),
        migrations.AddIndex(
            model_name="post",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="post_search"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["modalities"], name="post_modalities"
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("is_listed", True)),
                fields=["-published_at", "-id"],
                name="post_public",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("is_listed", True)),
                fields=["practitioner", "-published_at", "-id"],
                name="post_public_by_practitioner",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_listed", False), ("published_at__isnull", False), _connector="OR"
                ),
                name="post_that_is_listed_has_been_published",
            ),
        ),
        migrations.AlterUniqueTogether(
            name="testimonial",
            unique_together={("translation_key", "locale")},
        ),
    ]
