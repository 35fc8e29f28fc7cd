import datetime
import uuid

import django.core.serializers.json
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from cms.workflows.operations import renew_grants


def renew(apps, schema_editor):
    renew_grants(apps=apps)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0023_files_of_streams"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
        migrations.RunPython(renew, migrations.RunPython.noop),
    ]
