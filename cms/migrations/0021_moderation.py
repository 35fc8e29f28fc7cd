import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from cms.workflows.operations import lay_foundations


def lay(apps, schema_editor):
    lay_foundations(apps=apps)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0020_gone_addresses"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
        ),
        migrations.AddIndex(
            model_name="release",
            index=models.Index(
                condition=models.Q(("status", "scheduled")),
                fields=["publish_at"],
                name="release_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "scheduled"), _negated=True),
                    models.Q(("publish_at__isnull", False), ("scheduled_by__isnull", False)),
                    _connector="OR",
                ),
                name="release_scheduled_has_time_and_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="releaseitem",
            constraint=models.UniqueConstraint(
                fields=("release", "content_type", "object_id"), name="release_has_each_item_once"
            ),
        ),
        migrations.RunPython(lay, migrations.RunPython.noop),
    ]
