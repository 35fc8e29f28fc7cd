import datetime
import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import modelcluster.contrib.taggit
import modelcluster.fields
import modelsearch.index
import taggit.managers
import wagtail.fields
import wagtail.images.models
import wagtail.models.media
import wagtail.models.preview
import wagtail_headless_preview.models
from django.conf import settings
from django.db import migrations, models

import cms.previews.showing


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("marketplace", "0008_former_slugs"),
        ("marketplace", "__first__"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailcore", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="AutomaticCheck",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "automatic check",
                "verbose_name_plural": "automatic checks",
            },
            bases=("wagtailcore.task",),
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
            name="Review",
            fields=[
                (
                    "taskstate_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.taskstate",
                    ),
                ),
                ("findings", models.JSONField(default=list)),
            ],
            bases=("wagtailcore.taskstate",),
        ),
        migrations.CreateModel(
            name="SecondPairOfEyes",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        help_text="Pages/snippets at this step in a workflow will be moderated or approved by these groups of users",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
            ],
            options={
                "verbose_name": "approval by somebody else",
                "verbose_name_plural": "approvals by somebody else",
            },
            bases=("wagtailcore.task",),
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
                (
                    "latest_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="latest revision",
                    ),
                ),
                (
                    "live_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="live revision",
                    ),
                ),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
                (
                    "locked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="locked_%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="locked by",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order", "name"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("locale", "name"), name="audience_name_once_a_language"
                    ),
                    models.UniqueConstraint(
                        fields=("locale", "slug"), name="audience_slug_once_a_language"
                    ),
                ],
                "unique_together": {("translation_key", "locale")},
            },
            bases=(
                cms.previews.showing.FrontendPreviewMixin,
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
                (
                    "latest_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="latest revision",
                    ),
                ),
                (
                    "live_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="live revision",
                    ),
                ),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
                (
                    "locked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="locked_%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="locked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "kind of certification",
                "verbose_name_plural": "kinds of certification",
                "ordering": ["sort_order", "name"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("locale", "name"), name="certification_kind_name_once_a_language"
                    ),
                    models.UniqueConstraint(
                        fields=("locale", "slug"), name="certification_kind_slug_once_a_language"
                    ),
                ],
                "unique_together": {("translation_key", "locale")},
            },
            bases=(
                cms.previews.showing.FrontendPreviewMixin,
                wagtail.models.preview.PreviewableMixin,
                modelsearch.index.Indexed,
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="Comment",
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
                ("text", models.TextField(blank=True)),
                ("written_at", models.DateTimeField()),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                (
                    "hidden_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("author", "The author of the post"),
                            ("moderator", "A moderator"),
                        ],
                        max_length=9,
                    ),
                ),
                ("hidden_reason", models.CharField(blank=True, max_length=500)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="cms.comment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CommentReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("spam", "Advertising"),
                            ("abuse", "Insulting or threatening"),
                            ("false_claim", "A false or dangerous claim about health"),
                            ("private", "Tells what is private"),
                            ("other", "Something else"),
                        ],
                        max_length=11,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                ("made_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="cms.comment",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at", None)),
                        fields=["comment"],
                        name="comment_report_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("comment", "reporter"), name="comment_report_once_each"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reason__in", ["spam", "abuse", "false_claim", "private", "other"])
                        ),
                        name="comment_report_reason_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EstuaryDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                ("file", models.FileField(upload_to="documents", verbose_name="file")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("file_size", models.PositiveBigIntegerField(editable=False, null=True)),
                ("file_hash", models.CharField(blank=True, editable=False, max_length=40)),
                (
                    "collection",
                    models.ForeignKey(
                        default=wagtail.models.media.get_root_collection_id,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.collection",
                        verbose_name="collection",
                    ),
                ),
                (
                    "tags",
                    taggit.managers.TaggableManager(
                        blank=True,
                        help_text=None,
                        through="taggit.TaggedItem",
                        to="taggit.Tag",
                        verbose_name="tags",
                    ),
                ),
                (
                    "uploaded_by_user",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by user",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "abstract": False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="EstuaryImage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                (
                    "file",
                    wagtail.images.models.WagtailImageField(
                        height_field="height",
                        upload_to=wagtail.images.models.get_upload_to,
                        verbose_name="file",
                        width_field="width",
                    ),
                ),
                (
                    "description",
                    models.CharField(
                        blank=True, default="", max_length=255, verbose_name="description"
                    ),
                ),
                ("width", models.IntegerField(editable=False, verbose_name="width")),
                ("height", models.IntegerField(editable=False, verbose_name="height")),
                (
                    "created_at",
                    models.DateTimeField(
                        auto_now_add=True, db_index=True, verbose_name="created at"
                    ),
                ),
                ("focal_point_x", models.PositiveIntegerField(blank=True, null=True)),
                ("focal_point_y", models.PositiveIntegerField(blank=True, null=True)),
                ("focal_point_width", models.PositiveIntegerField(blank=True, null=True)),
                ("focal_point_height", models.PositiveIntegerField(blank=True, null=True)),
                ("file_size", models.PositiveIntegerField(editable=False, null=True)),
                (
                    "file_hash",
                    models.CharField(blank=True, db_index=True, editable=False, max_length=40),
                ),
                ("credit", models.CharField(blank=True, max_length=160)),
                (
                    "is_decorative",
                    models.BooleanField(
                        default=False,
                        help_text="It says nothing: nothing is read aloud in its place.",
                    ),
                ),
                (
                    "asset",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        help_text="The upload it was made from; then it belongs to who uploaded it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="image",
                        to="marketplace.mediaasset",
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        default=wagtail.models.media.get_root_collection_id,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.collection",
                        verbose_name="collection",
                    ),
                ),
                (
                    "tags",
                    taggit.managers.TaggableManager(
                        blank=True,
                        help_text=None,
                        through="taggit.TaggedItem",
                        to="taggit.Tag",
                        verbose_name="tags",
                    ),
                ),
                (
                    "uploaded_by_user",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by user",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="EstuaryRendition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("filter_spec", models.CharField(db_index=True, max_length=255)),
                (
                    "file",
                    wagtail.images.models.WagtailImageField(
                        height_field="height",
                        storage=wagtail.images.models.get_rendition_storage,
                        upload_to=wagtail.images.models.get_rendition_upload_to,
                        width_field="width",
                    ),
                ),
                ("width", models.IntegerField(editable=False)),
                ("height", models.IntegerField(editable=False)),
                (
                    "focal_point_key",
                    models.CharField(blank=True, default="", editable=False, max_length=16),
                ),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="renditions",
                        to="cms.estuaryimage",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("image", "filter_spec", "focal_point_key"),
                        name="rendition_once_per_size",
                    )
                ],
            },
            bases=(wagtail.images.models.ImageFileMixin, models.Model),
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
                (
                    "latest_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="latest revision",
                    ),
                ),
                (
                    "live_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="live revision",
                    ),
                ),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
                (
                    "locked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="locked_%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="locked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "question and answer",
                "verbose_name_plural": "questions and answers",
                "ordering": ["sort_order", "question"],
                "abstract": False,
                "unique_together": {("translation_key", "locale")},
            },
            bases=(
                cms.previews.showing.FrontendPreviewMixin,
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
                (
                    "site",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="wagtailcore.site",
                    ),
                ),
            ],
            options={
                "verbose_name": "footer",
            },
            bases=(
                cms.previews.showing.FrontendPreviewMixin,
                wagtail.models.preview.PreviewableMixin,
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="ForbiddenClaim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "phrase",
                    models.CharField(
                        help_text="Found in any case and spacing. A * stands for the end of a word: “cure* cancer” finds “cures cancer” and “curing cancer”.",
                        max_length=120,
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        help_text="The author is told this.",
                        max_length=240,
                        verbose_name="why not",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="checked")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("phrase"), name="forbidden_claim_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GoneAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=2000)),
                ("gone_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("path",), name="gone_address_once")
                ],
            },
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
                            ("quote", 6),
                            ("callout", 10),
                            ("steps", 16),
                            ("questions", 21),
                            ("faqs", 23),
                            ("testimonials", 25),
                            ("divider", 26),
                            ("picture", 29),
                            ("gallery", 32),
                            ("video", 36),
                            ("audio", 40),
                            ("embed", 42),
                            ("practitioner", 45),
                            ("service", 47),
                            ("post", 49),
                            ("call_to_action", 54),
                        ],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.CharBlock", (), {"max_length": 160}),
                            1: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {"choices": [("h2", "Heading"), ("h3", "Subheading")]},
                            ),
                            2: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 0), ("level", 1)]],
                                {"group": "Text"},
                            ),
                            3: ("cms.pages.blocks.text.Words", (), {"group": "Text"}),
                            4: ("wagtail.blocks.TextBlock", (), {"max_length": 600}),
                            5: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "Who said it.", "max_length": 120, "required": False},
                            ),
                            6: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 4), ("attribution", 5)]],
                                {"group": "Text"},
                            ),
                            7: (
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
                            8: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 120, "required": False},
                            ),
                            9: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {"features": ["bold", "italic", "link"]},
                            ),
                            10: (
                                "wagtail.blocks.StructBlock",
                                [[("kind", 7), ("title", 8), ("text", 9)]],
                                {"group": "Text"},
                            ),
                            11: ("wagtail.blocks.CharBlock", (), {"max_length": 120}),
                            12: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "required": False,
                                },
                            ),
                            13: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {
                                    "help_text": "How long it takes, if that matters.",
                                    "max_value": 240,
                                    "min_value": 1,
                                    "required": False,
                                },
                            ),
                            14: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 11), ("text", 12), ("minutes", 13)]],
                                {},
                            ),
                            15: (
                                "wagtail.blocks.ListBlock",
                                (14,),
                                {"label": "Steps", "min_num": 1},
                            ),
                            16: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("items", 15)]],
                                {"group": "Text"},
                            ),
                            17: ("wagtail.blocks.CharBlock", (), {"max_length": 240}),
                            18: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {"features": ["bold", "italic", "link", "ol", "ul"]},
                            ),
                            19: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 17), ("answer", 18)]],
                                {},
                            ),
                            20: (
                                "wagtail.blocks.ListBlock",
                                (19,),
                                {"label": "Questions", "min_num": 1},
                            ),
                            21: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("items", 20)]],
                                {"group": "Text"},
                            ),
                            22: (
                                "cms.pages.blocks.cards.Chosen",
                                ("cms.Faq",),
                                {"label": "Questions", "max_num": 24, "min_num": 1},
                            ),
                            23: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("items", 22)]],
                                {"group": "Text"},
                            ),
                            24: (
                                "cms.pages.blocks.cards.Chosen",
                                ("cms.Testimonial",),
                                {"label": "Testimonials", "max_num": 12, "min_num": 1},
                            ),
                            25: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("items", 24)]],
                                {"group": "Text"},
                            ),
                            26: ("cms.pages.blocks.text.Divider", (), {"group": "Text"}),
                            27: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"help_text": "Say what it shows, or mark it as decoration."},
                            ),
                            28: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 240, "required": False},
                            ),
                            29: (
                                "wagtail.blocks.StructBlock",
                                [[("image", 27), ("caption", 28)]],
                                {"group": "Pictures and sound"},
                            ),
                            30: (
                                "wagtail.blocks.StructBlock",
                                [[("image", 27), ("caption", 28)]],
                                {},
                            ),
                            31: ("wagtail.blocks.ListBlock", (30,), {"max_num": 24, "min_num": 2}),
                            32: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("pictures", 31)]],
                                {"group": "Pictures and sound"},
                            ),
                            33: (
                                "cms.pages.blocks.choosers.FileChooserBlock",
                                (),
                                {"kinds": ["video"], "label": "File"},
                            ),
                            34: (
                                "cms.pages.blocks.choosers.FileChooserBlock",
                                (),
                                {
                                    "help_text": "For those who cannot hear it.",
                                    "kinds": ["captions"],
                                    "required": False,
                                },
                            ),
                            35: (
                                "wagtail.images.blocks.ImageChooserBlock",
                                (),
                                {"help_text": "Shown until it begins.", "required": False},
                            ),
                            36: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("media", 33),
                                        ("captions", 34),
                                        ("poster", 35),
                                        ("caption", 28),
                                    ]
                                ],
                                {"group": "Pictures and sound"},
                            ),
                            37: (
                                "cms.pages.blocks.choosers.FileChooserBlock",
                                (),
                                {"kinds": ["audio"], "label": "File"},
                            ),
                            38: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 160, "required": False},
                            ),
                            39: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {"help_text": "For those who cannot hear it.", "required": False},
                            ),
                            40: (
                                "wagtail.blocks.StructBlock",
                                [[("media", 37), ("title", 38), ("transcript", 39)]],
                                {"group": "Pictures and sound"},
                            ),
                            41: (
                                "wagtail.embeds.blocks.EmbedBlock",
                                (),
                                {
                                    "help_text": "Of a film or a recording at YouTube, Vimeo, Spotify or SoundCloud."
                                },
                            ),
                            42: (
                                "wagtail.blocks.StructBlock",
                                [[("address", 41), ("caption", 28)]],
                                {"group": "Pictures and sound"},
                            ),
                            43: ("cms.pages.blocks.choosers.PractitionerChooserBlock", (), {}),
                            44: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Why this one.",
                                    "max_length": 240,
                                    "required": False,
                                },
                            ),
                            45: (
                                "wagtail.blocks.StructBlock",
                                [[("practitioner", 43), ("note", 44)]],
                                {"group": "Leading on"},
                            ),
                            46: ("cms.pages.blocks.choosers.ServiceChooserBlock", (), {}),
                            47: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 46), ("note", 44)]],
                                {"group": "Leading on"},
                            ),
                            48: ("cms.pages.blocks.cards.PostChooserBlock", (), {}),
                            49: (
                                "wagtail.blocks.StructBlock",
                                [[("post", 48), ("note", 44)]],
                                {"group": "Leading on"},
                            ),
                            50: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"max_length": 300, "required": False},
                            ),
                            51: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "What the button says.", "max_length": 40},
                            ),
                            52: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"help_text": "Where it leads, or:", "required": False},
                            ),
                            53: ("wagtail.blocks.URLBlock", (), {"required": False}),
                            54: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("title", 11),
                                        ("text", 50),
                                        ("button", 51),
                                        ("page", 52),
                                        ("address", 53),
                                    ]
                                ],
                                {"group": "Leading on"},
                            ),
                        },
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        help_text="Shown when the page is shared elsewhere.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cms.estuaryimage",
                    ),
                ),
            ],
            options={
                "verbose_name": "help index",
            },
            bases=(
                cms.previews.showing.FrontendPreviewMixin,
                wagtail_headless_preview.models.HeadlessMixin,
                "wagtailcore.page",
            ),
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
                            ("quote", 6),
                            ("callout", 10),
                            ("steps", 16),
                            ("questions", 21),
                            ("faqs", 23),
                            ("testimonials", 25),
                            ("divider", 26),
                            ("picture", 29),
                            ("gallery", 32),
                            ("video", 36),
                            ("audio", 40),
                            ("embed", 42),
                            ("practitioner", 45),
                            ("service", 47),
                            ("post", 49),
                            ("call_to_action", 54),
                        ],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.CharBlock", (), {"max_length": 160}),
                            1: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {"choices": [("h2", "Heading"), ("h3", "Subheading")]},
                            ),
                            2: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 0), ("level", 1)]],
                                {"group": "Text"},
                            ),
                            3: ("cms.pages.blocks.text.Words", (), {"group": "Text"}),
                            4: ("wagtail.blocks.TextBlock", (), {"max_length": 600}),
                            5: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "Who said it.", "max_length": 120, "required": False},
                            ),
                            6: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 4), ("attribution", 5)]],
                                {"group": "Text"},
                            ),
                            7: (
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
                            8: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 120, "required": False},
                            ),
                            9: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {"features": ["bold", "italic", "link"]},
                            ),
                            10: (
                                "wagtail.blocks.StructBlock",
                                [[("kind", 7), ("title", 8), ("text", 9)]],
                                {"group": "Text"},
                            ),
                            11: ("wagtail.blocks.CharBlock", (), {"max_length": 120}),
                            12: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "required": False,
                                },
                            ),
                            13: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {
                                    "help_text": "How long it takes, if that matters.",
                                    "max_value": 240,
                                    "min_value": 1,
                                    "required": False,
                                },
                            ),
                            14: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 11), ("text", 12), ("minutes", 13)]],
                                {},
                            ),
                            15: (
                                "wagtail.blocks.ListBlock",
                                (14,),
                                {"label": "Steps", "min_num": 1},
                            ),
                            16: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("items", 15)]],
                                {"group": "Text"},
                            ),
                            17: ("wagtail.blocks.CharBlock", (), {"max_length": 240}),
                            18: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {"features": ["bold", "italic", "link", "ol", "ul"]},
                            ),
                            19: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 17), ("answer", 18)]],
                                {},
                            ),
                            20: (
                                "wagtail.blocks.ListBlock",
                                (19,),
                                {"label": "Questions", "min_num": 1},
                            ),
                            21: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("items", 20)]],
                                {"group": "Text"},
                            ),
                            22: (
                                "cms.pages.blocks.cards.Chosen",
                                ("cms.Faq",),
                                {"label": "Questions", "max_num": 24, "min_num": 1},
                            ),
                            23: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("items", 22)]],
                                {"group": "Text"},
                            ),
                            24: (
                                "cms.pages.blocks.cards.Chosen",
                                ("cms.Testimonial",),
                                {"label": "Testimonials", "max_num": 12, "min_num": 1},
                            ),
                            25: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("items", 24)]],
                                {"group": "Text"},
                            ),
                            26: ("cms.pages.blocks.text.Divider", (), {"group": "Text"}),
                            27: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"help_text": "Say what it shows, or mark it as decoration."},
                            ),
                            28: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 240, "required": False},
                            ),
                            29: (
                                "wagtail.blocks.StructBlock",
                                [[("image", 27), ("caption", 28)]],
                                {"group": "Pictures and sound"},
                            ),
                            30: (
                                "wagtail.blocks.StructBlock",
                                [[("image", 27), ("caption", 28)]],
                                {},
                            ),
                            31: ("wagtail.blocks.ListBlock", (30,), {"max_num": 24, "min_num": 2}),
                            32: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("pictures", 31)]],
                                {"group": "Pictures and sound"},
                            ),
                            33: (
                                "cms.pages.blocks.choosers.FileChooserBlock",
                                (),
                                {"kinds": ["video"], "label": "File"},
                            ),
                            34: (
                                "cms.pages.blocks.choosers.FileChooserBlock",
                                (),
                                {
                                    "help_text": "For those who cannot hear it.",
                                    "kinds": ["captions"],
                                    "required": False,
                                },
                            ),
                            35: (
                                "wagtail.images.blocks.ImageChooserBlock",
                                (),
                                {"help_text": "Shown until it begins.", "required": False},
                            ),
                            36: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("media", 33),
                                        ("captions", 34),
                                        ("poster", 35),
                                        ("caption", 28),
                                    ]
                                ],
                                {"group": "Pictures and sound"},
                            ),
                            37: (
                                "cms.pages.blocks.choosers.FileChooserBlock",
                                (),
                                {"kinds": ["audio"], "label": "File"},
                            ),
                            38: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 160, "required": False},
                            ),
                            39: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {"help_text": "For those who cannot hear it.", "required": False},
                            ),
                            40: (
                                "wagtail.blocks.StructBlock",
                                [[("media", 37), ("title", 38), ("transcript", 39)]],
                                {"group": "Pictures and sound"},
                            ),
                            41: (
                                "wagtail.embeds.blocks.EmbedBlock",
                                (),
                                {
                                    "help_text": "Of a film or a recording at YouTube, Vimeo, Spotify or SoundCloud."
                                },
                            ),
                            42: (
                                "wagtail.blocks.StructBlock",
                                [[("address", 41), ("caption", 28)]],
                                {"group": "Pictures and sound"},
                            ),
                            43: ("cms.pages.blocks.choosers.PractitionerChooserBlock", (), {}),
                            44: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Why this one.",
                                    "max_length": 240,
                                    "required": False,
                                },
                            ),
                            45: (
                                "wagtail.blocks.StructBlock",
                                [[("practitioner", 43), ("note", 44)]],
                                {"group": "Leading on"},
                            ),
                            46: ("cms.pages.blocks.choosers.ServiceChooserBlock", (), {}),
                            47: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 46), ("note", 44)]],
                                {"group": "Leading on"},
                            ),
                            48: ("cms.pages.blocks.cards.PostChooserBlock", (), {}),
                            49: (
                                "wagtail.blocks.StructBlock",
                                [[("post", 48), ("note", 44)]],
                                {"group": "Leading on"},
                            ),
                            50: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"max_length": 300, "required": False},
                            ),
                            51: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "What the button says.", "max_length": 40},
                            ),
                            52: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"help_text": "Where it leads, or:", "required": False},
                            ),
                            53: ("wagtail.blocks.URLBlock", (), {"required": False}),
                            54: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("title", 11),
                                        ("text", 50),
                                        ("button", 51),
                                        ("page", 52),
                                        ("address", 53),
                                    ]
                                ],
                                {"group": "Leading on"},
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
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        help_text="Shown when the page is shared elsewhere.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cms.estuaryimage",
                    ),
                ),
            ],
            options={
                "verbose_name": "help page",
            },
            bases=(
                cms.previews.showing.FrontendPreviewMixin,
                wagtail_headless_preview.models.HeadlessMixin,
                "wagtailcore.page",
            ),
        ),
        migrations.CreateModel(
            name="HomePage",
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
                            ("quote", 6),
                            ("callout", 10),
                            ("steps", 16),
                            ("questions", 21),
                            ("faqs", 23),
                            ("testimonials", 25),
                            ("divider", 26),
                            ("picture", 29),
                            ("gallery", 32),
                            ("video", 36),
                            ("audio", 40),
                            ("embed", 42),
                            ("practitioner", 45),
                            ("service", 47),
                            ("post", 49),
                            ("call_to_action", 54),
                        ],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.CharBlock", (), {"max_length": 160}),
                            1: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {"choices": [("h2", "Heading"), ("h3", "Subheading")]},
                            ),
                            2: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 0), ("level", 1)]],
                                {"group": "Text"},
                            ),
                            3: ("cms.pages.blocks.text.Words", (), {"group": "Text"}),
                            4: ("wagtail.blocks.TextBlock", (), {"max_length": 600}),
                            5: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "Who said it.", "max_length": 120, "required": False},
                            ),
                            6: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 4), ("attribution", 5)]],
                                {"group": "Text"},
                            ),
                            7: (
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
                            8: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 120, "required": False},
                            ),
                            9: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {"features": ["bold", "italic", "link"]},
                            ),
                            10: (
                                "wagtail.blocks.StructBlock",
                                [[("kind", 7), ("title", 8), ("text", 9)]],
                                {"group": "Text"},
                            ),
                            11: ("wagtail.blocks.CharBlock", (), {"max_length": 120}),
                            12: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "required": False,
                                },
                            ),
                            13: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {
                                    "help_text": "How long it takes, if that matters.",
                                    "max_value": 240,
                                    "min_value": 1,
                                    "required": False,
                                },
                            ),
                            14: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 11), ("text", 12), ("minutes", 13)]],
                                {},
                            ),
                            15: (
                                "wagtail.blocks.ListBlock",
                                (14,),
                                {"label": "Steps", "min_num": 1},
                            ),
                            16: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("items", 15)]],
                                {"group": "Text"},
                            ),
                            17: ("wagtail.blocks.CharBlock", (), {"max_length": 240}),
                            18: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {"features": ["bold", "italic", "link", "ol", "ul"]},
                            ),
                            19: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 17), ("answer", 18)]],
                                {},
                            ),
                            20: (
                                "wagtail.blocks.ListBlock",
                                (19,),
                                {"label": "Questions", "min_num": 1},
                            ),
                            21: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("items", 20)]],
                                {"group": "Text"},
                            ),
                            22: (
                                "cms.pages.blocks.cards.Chosen",
                                ("cms.Faq",),
                                {"label": "Questions", "max_num": 24, "min_num": 1},
                            ),
                            23: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("items", 22)]],
                                {"group": "Text"},
                            ),
                            24: (
                                "cms.pages.blocks.cards.Chosen",
                                ("cms.Testimonial",),
                                {"label": "Testimonials", "max_num": 12, "min_num": 1},
                            ),
                            25: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("items", 24)]],
                                {"group": "Text"},
                            ),
                            26: ("cms.pages.blocks.text.Divider", (), {"group": "Text"}),
                            27: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"help_text": "Say what it shows, or mark it as decoration."},
                            ),
                            28: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 240, "required": False},
                            ),
                            29: (
                                "wagtail.blocks.StructBlock",
                                [[("image", 27), ("caption", 28)]],
                                {"group": "Pictures and sound"},
                            ),
                            30: (
                                "wagtail.blocks.StructBlock",
                                [[("image", 27), ("caption", 28)]],
                                {},
                            ),
                            31: ("wagtail.blocks.ListBlock", (30,), {"max_num": 24, "min_num": 2}),
                            32: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("pictures", 31)]],
                                {"group": "Pictures and sound"},
                            ),
                            33: (
                                "cms.pages.blocks.choosers.FileChooserBlock",
                                (),
                                {"kinds": ["video"], "label": "File"},
                            ),
                            34: (
                                "cms.pages.blocks.choosers.FileChooserBlock",
                                (),
                                {
                                    "help_text": "For those who cannot hear it.",
                                    "kinds": ["captions"],
                                    "required": False,
                                },
                            ),
                            35: (
                                "wagtail.images.blocks.ImageChooserBlock",
                                (),
                                {"help_text": "Shown until it begins.", "required": False},
                            ),
                            36: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("media", 33),
                                        ("captions", 34),
                                        ("poster", 35),
                                        ("caption", 28),
                                    ]
                                ],
                                {"group": "Pictures and sound"},
                            ),
                            37: (
                                "cms.pages.blocks.choosers.FileChooserBlock",
                                (),
                                {"kinds": ["audio"], "label": "File"},
                            ),
                            38: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 160, "required": False},
                            ),
                            39: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {"help_text": "For those who cannot hear it.", "required": False},
                            ),
                            40: (
                                "wagtail.blocks.StructBlock",
                                [[("media", 37), ("title", 38), ("transcript", 39)]],
                                {"group": "Pictures and sound"},
                            ),
                            41: (
                                "wagtail.embeds.blocks.EmbedBlock",
                                (),
                                {
                                    "help_text": "Of a film or a recording at YouTube, Vimeo, Spotify or SoundCloud."
                                },
                            ),
                            42: (
                                "wagtail.blocks.StructBlock",
                                [[("address", 41), ("caption", 28)]],
                                {"group": "Pictures and sound"},
                            ),
                            43: ("cms.pages.blocks.choosers.PractitionerChooserBlock", (), {}),
                            44: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Why this one.",
                                    "max_length": 240,
                                    "required": False,
                                },
                            ),
                            45: (
                                "wagtail.blocks.StructBlock",
                                [[("practitioner", 43), ("note", 44)]],
                                {"group": "Leading on"},
                            ),
                            46: ("cms.pages.blocks.choosers.ServiceChooserBlock", (), {}),
                            47: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 46), ("note", 44)]],
                                {"group": "Leading on"},
                            ),
                            48: ("cms.pages.blocks.cards.PostChooserBlock", (), {}),
                            49: (
                                "wagtail.blocks.StructBlock",
                                [[("post", 48), ("note", 44)]],
                                {"group": "Leading on"},
                            ),
                            50: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"max_length": 300, "required": False},
                            ),
                            51: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "What the button says.", "max_length": 40},
                            ),
                            52: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"help_text": "Where it leads, or:", "required": False},
                            ),
                            53: ("wagtail.blocks.URLBlock", (), {"required": False}),
                            54: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("title", 11),
                                        ("text", 50),
                                        ("button", 51),
                                        ("page", 52),
                                        ("address", 53),
                                    ]
                                ],
                                {"group": "Leading on"},
                            ),
                        },
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        help_text="Shown when the page is shared elsewhere.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cms.estuaryimage",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=(
                cms.previews.showing.FrontendPreviewMixin,
                wagtail_headless_preview.models.HeadlessMixin,
                "wagtailcore.page",
            ),
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
                        [("section", 58)],
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
                                    "search_index": False,
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
                            5: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 3), ("level", 4)]],
                                {"group": "Text"},
                            ),
                            6: ("cms.pages.blocks.text.Words", (), {"group": "Text"}),
                            7: ("wagtail.blocks.TextBlock", (), {"max_length": 600}),
                            8: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "Who said it.", "max_length": 120, "required": False},
                            ),
                            9: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 7), ("attribution", 8)]],
                                {"group": "Text"},
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
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 120, "required": False},
                            ),
                            12: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {"features": ["bold", "italic", "link"]},
                            ),
                            13: (
                                "wagtail.blocks.StructBlock",
                                [[("kind", 10), ("title", 11), ("text", 12)]],
                                {"group": "Text"},
                            ),
                            14: ("wagtail.blocks.CharBlock", (), {"max_length": 120}),
                            15: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "required": False,
                                },
                            ),
                            16: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {
                                    "help_text": "How long it takes, if that matters.",
                                    "max_value": 240,
                                    "min_value": 1,
                                    "required": False,
                                },
                            ),
                            17: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 14), ("text", 15), ("minutes", 16)]],
                                {},
                            ),
                            18: (
                                "wagtail.blocks.ListBlock",
                                (17,),
                                {"label": "Steps", "min_num": 1},
                            ),
                            19: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 11), ("items", 18)]],
                                {"group": "Text"},
                            ),
                            20: ("wagtail.blocks.CharBlock", (), {"max_length": 240}),
                            21: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {"features": ["bold", "italic", "link", "ol", "ul"]},
                            ),
                            22: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 20), ("answer", 21)]],
                                {},
                            ),
                            23: (
                                "wagtail.blocks.ListBlock",
                                (22,),
                                {"label": "Questions", "min_num": 1},
                            ),
                            24: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 11), ("items", 23)]],
                                {"group": "Text"},
                            ),
                            25: (
                                "cms.pages.blocks.cards.Chosen",
                                ("cms.Faq",),
                                {"label": "Questions", "max_num": 24, "min_num": 1},
                            ),
                            26: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 11), ("items", 25)]],
                                {"group": "Text"},
                            ),
                            27: (
                                "cms.pages.blocks.cards.Chosen",
                                ("cms.Testimonial",),
                                {"label": "Testimonials", "max_num": 12, "min_num": 1},
                            ),
                            28: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 11), ("items", 27)]],
                                {"group": "Text"},
                            ),
                            29: ("cms.pages.blocks.text.Divider", (), {"group": "Text"}),
                            30: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"help_text": "Say what it shows, or mark it as decoration."},
                            ),
                            31: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 240, "required": False},
                            ),
                            32: (
                                "wagtail.blocks.StructBlock",
                                [[("image", 30), ("caption", 31)]],
                                {"group": "Pictures and sound"},
                            ),
                            33: (
                                "wagtail.blocks.StructBlock",
                                [[("image", 30), ("caption", 31)]],
                                {},
                            ),
                            34: ("wagtail.blocks.ListBlock", (33,), {"max_num": 24, "min_num": 2}),
                            35: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 11), ("pictures", 34)]],
                                {"group": "Pictures and sound"},
                            ),
                            36: (
                                "cms.pages.blocks.choosers.FileChooserBlock",
                                (),
                                {"kinds": ["video"], "label": "File"},
                            ),
                            37: (
                                "cms.pages.blocks.choosers.FileChooserBlock",
                                (),
                                {
                                    "help_text": "For those who cannot hear it.",
                                    "kinds": ["captions"],
                                    "required": False,
                                },
                            ),
                            38: (
                                "wagtail.images.blocks.ImageChooserBlock",
                                (),
                                {"help_text": "Shown until it begins.", "required": False},
                            ),
                            39: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("media", 36),
                                        ("captions", 37),
                                        ("poster", 38),
                                        ("caption", 31),
                                    ]
                                ],
                                {"group": "Pictures and sound"},
                            ),
                            40: (
                                "cms.pages.blocks.choosers.FileChooserBlock",
                                (),
                                {"kinds": ["audio"], "label": "File"},
                            ),
                            41: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {"help_text": "For those who cannot hear it.", "required": False},
                            ),
                            42: (
                                "wagtail.blocks.StructBlock",
                                [[("media", 40), ("title", 0), ("transcript", 41)]],
                                {"group": "Pictures and sound"},
                            ),
                            43: (
                                "wagtail.embeds.blocks.EmbedBlock",
                                (),
                                {
                                    "help_text": "Of a film or a recording at YouTube, Vimeo, Spotify or SoundCloud."
                                },
                            ),
                            44: (
                                "wagtail.blocks.StructBlock",
                                [[("address", 43), ("caption", 31)]],
                                {"group": "Pictures and sound"},
                            ),
                            45: ("cms.pages.blocks.choosers.PractitionerChooserBlock", (), {}),
                            46: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Why this one.",
                                    "max_length": 240,
                                    "required": False,
                                },
                            ),
                            47: (
                                "wagtail.blocks.StructBlock",
                                [[("practitioner", 45), ("note", 46)]],
                                {"group": "Leading on"},
                            ),
                            48: ("cms.pages.blocks.choosers.ServiceChooserBlock", (), {}),
                            49: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 48), ("note", 46)]],
                                {"group": "Leading on"},
                            ),
                            50: ("cms.pages.blocks.cards.PostChooserBlock", (), {}),
                            51: (
                                "wagtail.blocks.StructBlock",
                                [[("post", 50), ("note", 46)]],
                                {"group": "Leading on"},
                            ),
                            52: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"max_length": 300, "required": False},
                            ),
                            53: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "What the button says.", "max_length": 40},
                            ),
                            54: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"help_text": "Where it leads, or:", "required": False},
                            ),
                            55: ("wagtail.blocks.URLBlock", (), {"required": False}),
                            56: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("title", 14),
                                        ("text", 52),
                                        ("button", 53),
                                        ("page", 54),
                                        ("address", 55),
                                    ]
                                ],
                                {"group": "Leading on"},
                            ),
                            57: (
                                "wagtail.blocks.StreamBlock",
                                [
                                    [
                                        ("heading", 5),
                                        ("words", 6),
                                        ("quote", 9),
                                        ("callout", 13),
                                        ("steps", 19),
                                        ("questions", 24),
                                        ("faqs", 26),
                                        ("testimonials", 28),
                                        ("divider", 29),
                                        ("picture", 32),
                                        ("gallery", 35),
                                        ("video", 39),
                                        ("audio", 42),
                                        ("embed", 44),
                                        ("practitioner", 47),
                                        ("service", 49),
                                        ("post", 51),
                                        ("call_to_action", 56),
                                    ]
                                ],
                                {},
                            ),
                            58: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 0), ("anchor", 1), ("tone", 2), ("content", 57)]],
                                {},
                            ),
                        },
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        help_text="Shown when the page is shared elsewhere.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cms.estuaryimage",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=(
                cms.previews.showing.FrontendPreviewMixin,
                wagtail_headless_preview.models.HeadlessMixin,
                "wagtailcore.page",
            ),
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
                (
                    "site",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="wagtailcore.site",
                    ),
                ),
            ],
            options={
                "verbose_name": "marketplace copy",
            },
            bases=(
                cms.previews.showing.FrontendPreviewMixin,
                wagtail.models.preview.PreviewableMixin,
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="Modality",
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
                ("description", wagtail.fields.RichTextField(blank=True)),
                (
                    "benefits",
                    wagtail.fields.StreamField(
                        [("point", 0)],
                        blank=True,
                        block_lookup={0: ("wagtail.blocks.CharBlock", (), {"max_length": 240})},
                    ),
                ),
                (
                    "questions",
                    wagtail.fields.StreamField(
                        [("question", 2)],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.CharBlock", (), {"max_length": 240}),
                            1: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {"features": ["bold", "italic", "link", "ol", "ul"]},
                            ),
                            2: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 0), ("answer", 1)]],
                                {},
                            ),
                        },
                    ),
                ),
                (
                    "regulated_note",
                    wagtail.fields.RichTextField(
                        blank=True,
                        help_text="Shown where the law asks for a licence or forbids a claim.",
                        verbose_name="regulated",
                    ),
                ),
                (
                    "seo_title",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="title for search engines"
                    ),
                ),
                (
                    "search_description",
                    models.CharField(
                        blank=True, max_length=240, verbose_name="description for search engines"
                    ),
                ),
                (
                    "latest_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="latest revision",
                    ),
                ),
                (
                    "live_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="live revision",
                    ),
                ),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
                (
                    "locked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="locked_%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="locked by",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="cms.modality",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cms.estuaryimage",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "modalities",
                "ordering": ["sort_order", "name"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("locale", "name"), name="modality_name_once_a_language"
                    ),
                    models.UniqueConstraint(
                        fields=("locale", "slug"), name="modality_slug_once_a_language"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent", None),
                            models.Q(("parent", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="modality_is_not_its_own_parent",
                    ),
                ],
                "unique_together": {("translation_key", "locale")},
            },
            bases=(
                cms.previews.showing.FrontendPreviewMixin,
                wagtail.models.preview.PreviewableMixin,
                modelsearch.index.Indexed,
                models.Model,
            ),
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
                (
                    "site",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="wagtailcore.site",
                    ),
                ),
            ],
            options={
                "verbose_name": "navigation",
            },
            bases=(
                cms.previews.showing.FrontendPreviewMixin,
                wagtail.models.preview.PreviewableMixin,
                models.Model,
            ),
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
                ("archived_at", models.DateTimeField(blank=True, null=True)),
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
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="marketplace.practitioner",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="marketplace.service",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="post_search"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["modalities"], name="post_modalities"
                    ),
                    django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="post_tags"),
                    models.Index(
                        condition=models.Q(("is_listed", True)),
                        fields=["-published_at", "-id"],
                        name="post_public",
                    ),
                    models.Index(
                        condition=models.Q(("is_listed", True)),
                        fields=["practitioner", "-published_at", "-id"],
                        name="post_public_by_practitioner",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_listed", False), ("published_at__isnull", False), _connector="OR"
                        ),
                        name="post_that_is_listed_has_been_published",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_listed", False), ("archived_at", None), _connector="OR"
                        ),
                        name="post_that_is_archived_is_not_listed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["article", "video", "audio", "live"])),
                        name="post_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("access__in", ["free", "followers", "purchasers"])),
                        name="post_access_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Like",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cms.post"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["post", "made_at"], name="like_by_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("post", "user"), name="like_once_each")
                ],
            },
        ),
        migrations.AddField(
            model_name="comment",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="comments_below",
                to="cms.post",
            ),
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
                            ("quote", 6),
                            ("callout", 10),
                            ("steps", 16),
                            ("questions", 21),
                            ("faqs", 23),
                            ("testimonials", 25),
                            ("divider", 26),
                            ("picture", 29),
                            ("gallery", 32),
                            ("video", 36),
                            ("audio", 40),
                            ("embed", 42),
                            ("practitioner", 45),
                            ("service", 47),
                            ("post", 49),
                            ("call_to_action", 54),
                        ],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.CharBlock", (), {"max_length": 160}),
                            1: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {"choices": [("h2", "Heading"), ("h3", "Subheading")]},
                            ),
                            2: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 0), ("level", 1)]],
                                {"group": "Text"},
                            ),
                            3: ("cms.pages.blocks.text.Words", (), {"group": "Text"}),
                            4: ("wagtail.blocks.TextBlock", (), {"max_length": 600}),
                            5: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "Who said it.", "max_length": 120, "required": False},
                            ),
                            6: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 4), ("attribution", 5)]],
                                {"group": "Text"},
                            ),
                            7: (
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
                            8: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 120, "required": False},
                            ),
                            9: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {"features": ["bold", "italic", "link"]},
                            ),
                            10: (
                                "wagtail.blocks.StructBlock",
                                [[("kind", 7), ("title", 8), ("text", 9)]],
                                {"group": "Text"},
                            ),
                            11: ("wagtail.blocks.CharBlock", (), {"max_length": 120}),
                            12: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "required": False,
                                },
                            ),
                            13: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {
                                    "help_text": "How long it takes, if that matters.",
                                    "max_value": 240,
                                    "min_value": 1,
                                    "required": False,
                                },
                            ),
                            14: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 11), ("text", 12), ("minutes", 13)]],
                                {},
                            ),
                            15: (
                                "wagtail.blocks.ListBlock",
                                (14,),
                                {"label": "Steps", "min_num": 1},
                            ),
                            16: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("items", 15)]],
                                {"group": "Text"},
                            ),
                            17: ("wagtail.blocks.CharBlock", (), {"max_length": 240}),
                            18: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {"features": ["bold", "italic", "link", "ol", "ul"]},
                            ),
                            19: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 17), ("answer", 18)]],
                                {},
                            ),
                            20: (
                                "wagtail.blocks.ListBlock",
                                (19,),
                                {"label": "Questions", "min_num": 1},
                            ),
                            21: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("items", 20)]],
                                {"group": "Text"},
                            ),
                            22: (
                                "cms.pages.blocks.cards.Chosen",
                                ("cms.Faq",),
                                {"label": "Questions", "max_num": 24, "min_num": 1},
                            ),
                            23: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("items", 22)]],
                                {"group": "Text"},
                            ),
                            24: (
                                "cms.pages.blocks.cards.Chosen",
                                ("cms.Testimonial",),
                                {"label": "Testimonials", "max_num": 12, "min_num": 1},
                            ),
                            25: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("items", 24)]],
                                {"group": "Text"},
                            ),
                            26: ("cms.pages.blocks.text.Divider", (), {"group": "Text"}),
                            27: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"help_text": "Say what it shows, or mark it as decoration."},
                            ),
                            28: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 240, "required": False},
                            ),
                            29: (
                                "wagtail.blocks.StructBlock",
                                [[("image", 27), ("caption", 28)]],
                                {"group": "Pictures and sound"},
                            ),
                            30: (
                                "wagtail.blocks.StructBlock",
                                [[("image", 27), ("caption", 28)]],
                                {},
                            ),
                            31: ("wagtail.blocks.ListBlock", (30,), {"max_num": 24, "min_num": 2}),
                            32: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("pictures", 31)]],
                                {"group": "Pictures and sound"},
                            ),
                            33: (
                                "cms.pages.blocks.choosers.FileChooserBlock",
                                (),
                                {"kinds": ["video"], "label": "File"},
                            ),
                            34: (
                                "cms.pages.blocks.choosers.FileChooserBlock",
                                (),
                                {
                                    "help_text": "For those who cannot hear it.",
                                    "kinds": ["captions"],
                                    "required": False,
                                },
                            ),
                            35: (
                                "wagtail.images.blocks.ImageChooserBlock",
                                (),
                                {"help_text": "Shown until it begins.", "required": False},
                            ),
                            36: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("media", 33),
                                        ("captions", 34),
                                        ("poster", 35),
                                        ("caption", 28),
                                    ]
                                ],
                                {"group": "Pictures and sound"},
                            ),
                            37: (
                                "cms.pages.blocks.choosers.FileChooserBlock",
                                (),
                                {"kinds": ["audio"], "label": "File"},
                            ),
                            38: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 160, "required": False},
                            ),
                            39: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {"help_text": "For those who cannot hear it.", "required": False},
                            ),
                            40: (
                                "wagtail.blocks.StructBlock",
                                [[("media", 37), ("title", 38), ("transcript", 39)]],
                                {"group": "Pictures and sound"},
                            ),
                            41: (
                                "wagtail.embeds.blocks.EmbedBlock",
                                (),
                                {
                                    "help_text": "Of a film or a recording at YouTube, Vimeo, Spotify or SoundCloud."
                                },
                            ),
                            42: (
                                "wagtail.blocks.StructBlock",
                                [[("address", 41), ("caption", 28)]],
                                {"group": "Pictures and sound"},
                            ),
                            43: ("cms.pages.blocks.choosers.PractitionerChooserBlock", (), {}),
                            44: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Why this one.",
                                    "max_length": 240,
                                    "required": False,
                                },
                            ),
                            45: (
                                "wagtail.blocks.StructBlock",
                                [[("practitioner", 43), ("note", 44)]],
                                {"group": "Leading on"},
                            ),
                            46: ("cms.pages.blocks.choosers.ServiceChooserBlock", (), {}),
                            47: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 46), ("note", 44)]],
                                {"group": "Leading on"},
                            ),
                            48: ("cms.pages.blocks.cards.PostChooserBlock", (), {}),
                            49: (
                                "wagtail.blocks.StructBlock",
                                [[("post", 48), ("note", 44)]],
                                {"group": "Leading on"},
                            ),
                            50: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"max_length": 300, "required": False},
                            ),
                            51: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "What the button says.", "max_length": 40},
                            ),
                            52: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"help_text": "Where it leads, or:", "required": False},
                            ),
                            53: ("wagtail.blocks.URLBlock", (), {"required": False}),
                            54: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("title", 11),
                                        ("text", 50),
                                        ("button", 51),
                                        ("page", 52),
                                        ("address", 53),
                                    ]
                                ],
                                {"group": "Leading on"},
                            ),
                        },
                    ),
                ),
                (
                    "duration_seconds",
                    models.PositiveIntegerField(
                        blank=True, help_text="Where the file does not tell it.", null=True
                    ),
                ),
                (
                    "starts_at",
                    models.DateTimeField(blank=True, help_text="When it is live.", null=True),
                ),
                (
                    "captions",
                    models.ForeignKey(
                        blank=True,
                        help_text="What is said, for those who cannot hear it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.mediaasset",
                    ),
                ),
                (
                    "media",
                    models.ForeignKey(
                        blank=True,
                        help_text="What is watched or heard; an upload of the author's.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.mediaasset",
                    ),
                ),
                (
                    "modalities",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True, related_name="+", to="cms.modality"
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cms.estuaryimage",
                    ),
                ),
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="page",
                        to="cms.post",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        help_text="Shown below, for who wants more than to read.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="marketplace.service",
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        help_text="Shown when the page is shared elsewhere.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cms.estuaryimage",
                    ),
                ),
            ],
            options={
                "verbose_name": "post",
            },
            bases=(
                cms.previews.showing.FrontendPreviewMixin,
                wagtail_headless_preview.models.HeadlessMixin,
                "wagtailcore.page",
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="PractitionerIndexPage",
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
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        help_text="Shown when the page is shared elsewhere.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cms.estuaryimage",
                    ),
                ),
            ],
            options={
                "verbose_name": "practitioner index",
            },
            bases=(
                cms.previews.showing.FrontendPreviewMixin,
                wagtail_headless_preview.models.HeadlessMixin,
                "wagtailcore.page",
            ),
        ),
        migrations.CreateModel(
            name="PractitionerPage",
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
                ("tells_row", models.BooleanField(default=True, editable=False)),
                (
                    "is_hidden_from_search_engines",
                    models.BooleanField(
                        default=False,
                        help_text="It can be read by who has its address, and is in no sitemap.",
                        verbose_name="hidden from search engines",
                    ),
                ),
                ("professional_title", models.CharField(blank=True, max_length=120)),
                (
                    "summary",
                    models.CharField(
                        blank=True, help_text="Two sentences for lists and cards.", max_length=400
                    ),
                ),
                (
                    "story",
                    wagtail.fields.RichTextField(
                        blank=True, help_text="Who they are, and how they came to it."
                    ),
                ),
                (
                    "approach",
                    wagtail.fields.RichTextField(
                        blank=True, help_text="How they work with people."
                    ),
                ),
                (
                    "education",
                    wagtail.fields.StreamField(
                        [("study", 3)],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.CharBlock", (), {"max_length": 160}),
                            1: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 160, "required": False},
                            ),
                            2: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {"max_value": 2100, "min_value": 1900, "required": False},
                            ),
                            3: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 0), ("institution", 1), ("year", 2)]],
                                {},
                            ),
                        },
                    ),
                ),
                (
                    "questions",
                    wagtail.fields.StreamField(
                        [("question", 2)],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.CharBlock", (), {"max_length": 240}),
                            1: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {"features": ["bold", "italic", "link", "ol", "ul"]},
                            ),
                            2: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 0), ("answer", 1)]],
                                {},
                            ),
                        },
                    ),
                ),
                (
                    "modalities",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True, related_name="+", to="cms.modality"
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cms.estuaryimage",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.practitioner",
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        help_text="Shown when the page is shared elsewhere.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cms.estuaryimage",
                    ),
                ),
            ],
            options={
                "verbose_name": "practitioner",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("tells_row", True)),
                        fields=("practitioner",),
                        name="practitioner_is_told_by_one_page",
                    )
                ],
            },
            bases=(
                cms.previews.showing.FrontendPreviewMixin,
                wagtail_headless_preview.models.HeadlessMixin,
                "wagtailcore.page",
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="PreviewSnapshot",
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
                ("object_id", models.CharField(blank=True, max_length=64)),
                ("parent_id", models.CharField(blank=True, max_length=64)),
                (
                    "content",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, help_text="Counts the changes."),
                ),
                ("expires_at", models.DateTimeField(db_index=True)),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                (
                    "editor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "preview",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("editor", "content_type", "object_id", "parent_id"),
                        name="preview_once_per_editor_and_object",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("object_id", ""), ("parent_id", ""), _connector="OR"),
                        name="preview_has_a_parent_only_while_new",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Release",
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
                ("name", models.CharField(max_length=120)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("scheduled", "Scheduled"),
                            ("published", "Published"),
                            ("stopped", "Stopped"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("publish_at", models.DateTimeField(blank=True, null=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "stopped_because",
                    models.TextField(blank=True, verbose_name="why it was stopped"),
                ),
                (
                    "scheduled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "scheduled")),
                        fields=["publish_at"],
                        name="release_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "scheduled"), _negated=True),
                            models.Q(
                                ("publish_at__isnull", False), ("scheduled_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="release_scheduled_has_time_and_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", False), ("status", "published")),
                            models.Q(
                                models.Q(("status", "published"), _negated=True),
                                ("published_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="release_published_says_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReleaseItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("object_id", models.CharField(max_length=255)),
                ("title", models.CharField(max_length=255)),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="cms.release",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("release", "content_type", "object_id"),
                        name="release_has_each_item_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewLink",
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
                ("object_id", models.CharField(max_length=64)),
                (
                    "label",
                    models.CharField(help_text="For whom it is, or what for.", max_length=120),
                ),
                ("token_digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("opened", models.PositiveIntegerField(default=0, verbose_name="times opened")),
                (
                    "last_opened_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="last opened"),
                ),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        blank=True,
                        help_text="The one draft that is shown; the latest one, if there is none.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "review link",
                "indexes": [
                    models.Index(
                        fields=["content_type", "object_id"], name="review_link_by_subject"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_at__gt", models.F("issued_at")),
                            (
                                "expires_at__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("issued_at"),
                                    "+",
                                    models.Value(datetime.timedelta(days=30)),
                                ),
                            ),
                        ),
                        name="review_link_lasts_30_days_at_most",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("last_opened_at", None), ("opened", 0)),
                            models.Q(("last_opened_at__isnull", False), ("opened__gt", 0)),
                            _connector="OR",
                        ),
                        name="review_link_once_opened_says_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Save",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cms.post"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["post", "made_at"], name="save_by_day"),
                    models.Index(fields=["user", "-made_at"], name="save_of_user"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("post", "user"), name="save_once_each")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("page", "Page"),
                            ("help", "Help"),
                            ("practitioner", "Practitioner"),
                            ("service", "Service"),
                            ("stream", "Stream"),
                            ("modality", "Modality"),
                        ],
                        max_length=12,
                    ),
                ),
                ("language", models.CharField(max_length=35)),
                ("title", models.CharField(max_length=255)),
                ("author", models.CharField(blank=True, max_length=160)),
                ("summary", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                ("picture", models.JSONField(blank=True, null=True)),
                ("indexed_at", models.DateTimeField(auto_now=True)),
                (
                    "words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                language="pt",
                                then=django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.CombinedSearchVector(
                                        django.contrib.postgres.search.CombinedSearchVector(
                                            django.contrib.postgres.search.SearchVector(
                                                "title", config="estuary_pt", weight="A"
                                            ),
                                            "||",
                                            django.contrib.postgres.search.SearchVector(
                                                "author", config="estuary_pt", weight="B"
                                            ),
                                            django.contrib.postgres.search.SearchConfig(
                                                "estuary_pt"
                                            ),
                                        ),
                                        "||",
                                        django.contrib.postgres.search.SearchVector(
                                            "summary", config="estuary_pt", weight="C"
                                        ),
                                        django.contrib.postgres.search.SearchConfig("estuary_pt"),
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "body", config="estuary_pt", weight="D"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("estuary_pt"),
                                ),
                            ),
                            default=django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.CombinedSearchVector(
                                        django.contrib.postgres.search.SearchVector(
                                            "title", config="estuary_en", weight="A"
                                        ),
                                        "||",
                                        django.contrib.postgres.search.SearchVector(
                                            "author", config="estuary_en", weight="B"
                                        ),
                                        django.contrib.postgres.search.SearchConfig("estuary_en"),
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "summary", config="estuary_en", weight="C"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("estuary_en"),
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    "body", config="estuary_en", weight="D"
                                ),
                                django.contrib.postgres.search.SearchConfig("estuary_en"),
                            ),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "names",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Lower(
                            models.Func(
                                django.db.models.functions.text.Concat(
                                    models.F("title"), models.Value(" "), models.F("author")
                                ),
                                function="f_unaccent",
                            )
                        ),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "modality",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cms.modality",
                    ),
                ),
                (
                    "page",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cms.post",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="marketplace.practitioner",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="marketplace.service",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "search entries",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["words"], name="search_entry_words"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            models.F("names"), name="gin_trgm_ops"
                        ),
                        name="search_entry_names",
                    ),
                    models.Index(fields=["kind", "language"], name="search_entry_by_kind"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("page__isnull", True), ("modality__isnull", True), _connector="XOR"
                        ),
                        name="search_entry_is_of_one_thing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                (
                    "secondpairofeyes_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="cms.secondpairofeyes",
                    ),
                ),
            ],
            options={
                "verbose_name": "approval of a verified practitioner's profile",
                "verbose_name_plural": "approvals of verified practitioners' profiles",
            },
            bases=("cms.secondpairofeyes",),
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
                (
                    "image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cms.estuaryimage",
                    ),
                ),
                (
                    "site",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="wagtailcore.site",
                    ),
                ),
            ],
            options={
                "verbose_name": "search engines",
            },
            bases=(
                cms.previews.showing.FrontendPreviewMixin,
                wagtail.models.preview.PreviewableMixin,
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="ServicePage",
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
                ("tells_row", models.BooleanField(default=True, editable=False)),
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
                    models.CharField(
                        blank=True, help_text="Two sentences for lists and cards.", max_length=400
                    ),
                ),
                ("description", wagtail.fields.RichTextField(blank=True)),
                (
                    "what_you_will_learn",
                    wagtail.fields.StreamField(
                        [("point", 0)],
                        blank=True,
                        block_lookup={0: ("wagtail.blocks.CharBlock", (), {"max_length": 240})},
                    ),
                ),
                (
                    "included",
                    wagtail.fields.StreamField(
                        [("point", 0)],
                        blank=True,
                        block_lookup={0: ("wagtail.blocks.CharBlock", (), {"max_length": 240})},
                    ),
                ),
                ("prerequisites", models.TextField(blank=True, max_length=1000)),
                (
                    "audiences",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True, related_name="+", to="cms.audience"
                    ),
                ),
                (
                    "modalities",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True, related_name="+", to="cms.modality"
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cms.estuaryimage",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.service",
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        help_text="Shown when the page is shared elsewhere.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cms.estuaryimage",
                    ),
                ),
            ],
            options={
                "verbose_name": "service",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("tells_row", True)),
                        fields=("service",),
                        name="service_is_told_by_one_page",
                    )
                ],
            },
            bases=(
                cms.previews.showing.FrontendPreviewMixin,
                wagtail_headless_preview.models.HeadlessMixin,
                "wagtailcore.page",
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="StandardPage",
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
                            ("quote", 6),
                            ("callout", 10),
                            ("steps", 16),
                            ("questions", 21),
                            ("faqs", 23),
                            ("testimonials", 25),
                            ("divider", 26),
                            ("picture", 29),
                            ("gallery", 32),
                            ("video", 36),
                            ("audio", 40),
                            ("embed", 42),
                            ("practitioner", 45),
                            ("service", 47),
                            ("post", 49),
                            ("call_to_action", 54),
                        ],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.CharBlock", (), {"max_length": 160}),
                            1: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {"choices": [("h2", "Heading"), ("h3", "Subheading")]},
                            ),
                            2: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 0), ("level", 1)]],
                                {"group": "Text"},
                            ),
                            3: ("cms.pages.blocks.text.Words", (), {"group": "Text"}),
                            4: ("wagtail.blocks.TextBlock", (), {"max_length": 600}),
                            5: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "Who said it.", "max_length": 120, "required": False},
                            ),
                            6: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 4), ("attribution", 5)]],
                                {"group": "Text"},
                            ),
                            7: (
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
                            8: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 120, "required": False},
                            ),
                            9: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {"features": ["bold", "italic", "link"]},
                            ),
                            10: (
                                "wagtail.blocks.StructBlock",
                                [[("kind", 7), ("title", 8), ("text", 9)]],
                                {"group": "Text"},
                            ),
                            11: ("wagtail.blocks.CharBlock", (), {"max_length": 120}),
                            12: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "required": False,
                                },
                            ),
                            13: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {
                                    "help_text": "How long it takes, if that matters.",
                                    "max_value": 240,
                                    "min_value": 1,
                                    "required": False,
                                },
                            ),
                            14: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 11), ("text", 12), ("minutes", 13)]],
                                {},
                            ),
                            15: (
                                "wagtail.blocks.ListBlock",
                                (14,),
                                {"label": "Steps", "min_num": 1},
                            ),
                            16: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("items", 15)]],
                                {"group": "Text"},
                            ),
                            17: ("wagtail.blocks.CharBlock", (), {"max_length": 240}),
                            18: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {"features": ["bold", "italic", "link", "ol", "ul"]},
                            ),
                            19: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 17), ("answer", 18)]],
                                {},
                            ),
                            20: (
                                "wagtail.blocks.ListBlock",
                                (19,),
                                {"label": "Questions", "min_num": 1},
                            ),
                            21: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("items", 20)]],
                                {"group": "Text"},
                            ),
                            22: (
                                "cms.pages.blocks.cards.Chosen",
                                ("cms.Faq",),
                                {"label": "Questions", "max_num": 24, "min_num": 1},
                            ),
                            23: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("items", 22)]],
                                {"group": "Text"},
                            ),
                            24: (
                                "cms.pages.blocks.cards.Chosen",
                                ("cms.Testimonial",),
                                {"label": "Testimonials", "max_num": 12, "min_num": 1},
                            ),
                            25: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("items", 24)]],
                                {"group": "Text"},
                            ),
                            26: ("cms.pages.blocks.text.Divider", (), {"group": "Text"}),
                            27: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"help_text": "Say what it shows, or mark it as decoration."},
                            ),
                            28: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 240, "required": False},
                            ),
                            29: (
                                "wagtail.blocks.StructBlock",
                                [[("image", 27), ("caption", 28)]],
                                {"group": "Pictures and sound"},
                            ),
                            30: (
                                "wagtail.blocks.StructBlock",
                                [[("image", 27), ("caption", 28)]],
                                {},
                            ),
                            31: ("wagtail.blocks.ListBlock", (30,), {"max_num": 24, "min_num": 2}),
                            32: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 8), ("pictures", 31)]],
                                {"group": "Pictures and sound"},
                            ),
                            33: (
                                "cms.pages.blocks.choosers.FileChooserBlock",
                                (),
                                {"kinds": ["video"], "label": "File"},
                            ),
                            34: (
                                "cms.pages.blocks.choosers.FileChooserBlock",
                                (),
                                {
                                    "help_text": "For those who cannot hear it.",
                                    "kinds": ["captions"],
                                    "required": False,
                                },
                            ),
                            35: (
                                "wagtail.images.blocks.ImageChooserBlock",
                                (),
                                {"help_text": "Shown until it begins.", "required": False},
                            ),
                            36: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("media", 33),
                                        ("captions", 34),
                                        ("poster", 35),
                                        ("caption", 28),
                                    ]
                                ],
                                {"group": "Pictures and sound"},
                            ),
                            37: (
                                "cms.pages.blocks.choosers.FileChooserBlock",
                                (),
                                {"kinds": ["audio"], "label": "File"},
                            ),
                            38: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 160, "required": False},
                            ),
                            39: (
                                "cms.pages.blocks.text.Words",
                                (),
                                {"help_text": "For those who cannot hear it.", "required": False},
                            ),
                            40: (
                                "wagtail.blocks.StructBlock",
                                [[("media", 37), ("title", 38), ("transcript", 39)]],
                                {"group": "Pictures and sound"},
                            ),
                            41: (
                                "wagtail.embeds.blocks.EmbedBlock",
                                (),
                                {
                                    "help_text": "Of a film or a recording at YouTube, Vimeo, Spotify or SoundCloud."
                                },
                            ),
                            42: (
                                "wagtail.blocks.StructBlock",
                                [[("address", 41), ("caption", 28)]],
                                {"group": "Pictures and sound"},
                            ),
                            43: ("cms.pages.blocks.choosers.PractitionerChooserBlock", (), {}),
                            44: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Why this one.",
                                    "max_length": 240,
                                    "required": False,
                                },
                            ),
                            45: (
                                "wagtail.blocks.StructBlock",
                                [[("practitioner", 43), ("note", 44)]],
                                {"group": "Leading on"},
                            ),
                            46: ("cms.pages.blocks.choosers.ServiceChooserBlock", (), {}),
                            47: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 46), ("note", 44)]],
                                {"group": "Leading on"},
                            ),
                            48: ("cms.pages.blocks.cards.PostChooserBlock", (), {}),
                            49: (
                                "wagtail.blocks.StructBlock",
                                [[("post", 48), ("note", 44)]],
                                {"group": "Leading on"},
                            ),
                            50: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"max_length": 300, "required": False},
                            ),
                            51: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "What the button says.", "max_length": 40},
                            ),
                            52: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"help_text": "Where it leads, or:", "required": False},
                            ),
                            53: ("wagtail.blocks.URLBlock", (), {"required": False}),
                            54: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("title", 11),
                                        ("text", 50),
                                        ("button", 51),
                                        ("page", 52),
                                        ("address", 53),
                                    ]
                                ],
                                {"group": "Leading on"},
                            ),
                        },
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        help_text="Shown when the page is shared elsewhere.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cms.estuaryimage",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=(
                cms.previews.showing.FrontendPreviewMixin,
                wagtail_headless_preview.models.HeadlessMixin,
                "wagtailcore.page",
            ),
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
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cms.estuaryimage",
                    ),
                ),
                (
                    "practitioner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stream_page",
                        to="marketplace.practitioner",
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        help_text="Shown when the page is shared elsewhere.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cms.estuaryimage",
                    ),
                ),
            ],
            options={
                "verbose_name": "channel",
            },
            bases=(
                cms.previews.showing.FrontendPreviewMixin,
                wagtail_headless_preview.models.HeadlessMixin,
                "wagtailcore.page",
                models.Model,
            ),
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
                (
                    "content_object",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tagged_items",
                        to="cms.postpage",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tagged",
                        to="cms.posttag",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
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
                (
                    "latest_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="latest revision",
                    ),
                ),
                (
                    "live_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="live revision",
                    ),
                ),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
                (
                    "locked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="locked_%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="locked by",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cms.estuaryimage",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="marketplace.practitioner",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order", "id"],
                "abstract": False,
                "unique_together": {("translation_key", "locale")},
            },
            bases=(
                cms.previews.showing.FrontendPreviewMixin,
                wagtail.models.preview.PreviewableMixin,
                modelsearch.index.Indexed,
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="View",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("viewer", models.CharField(max_length=64)),
                (
                    "address",
                    models.CharField(
                        blank=True, help_text="Of visitors without account.", max_length=64
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cms.post"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("address", ""), _negated=True),
                        fields=["post", "day", "address"],
                        name="view_by_address",
                    ),
                    models.Index(fields=["day"], name="view_by_day"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("post", "day", "viewer"), name="view_once_each_a_day"
                    )
                ],
            },
        ),
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
                (
                    "latest_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="latest revision",
                    ),
                ),
                (
                    "live_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="live revision",
                    ),
                ),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
                (
                    "locked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="locked_%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="locked by",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "unique_together": {("translation_key", "locale")},
            },
            bases=(
                cms.previews.showing.FrontendPreviewMixin,
                wagtail.models.preview.PreviewableMixin,
                modelsearch.index.Indexed,
                models.Model,
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("parent", None)),
                fields=["post", "-written_at", "-id"],
                name="comment_roots",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["parent", "written_at", "id"], name="comment_replies"),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("removed_at", None), models.Q(("text", ""), _negated=True)),
                    models.Q(("removed_at__isnull", False), ("text", "")),
                    _connector="OR",
                ),
                name="comment_has_words_unless_removed",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hidden_at", None), ("hidden_by", ""), ("hidden_reason", "")),
                    models.Q(
                        ("hidden_at__isnull", False),
                        ("hidden_by__in", ["author", "moderator"]),
                        models.Q(("hidden_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="comment_is_hidden_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent", None),
                    models.Q(("parent", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="comment_does_not_answer_itself",
            ),
        ),
    ]
