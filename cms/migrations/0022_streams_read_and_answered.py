import uuid

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0021_moderation"),
        ("marketplace", "0005_packages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
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
            ],
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
            ],
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
            ],
        ),
        migrations.AddField(
            model_name="post",
            name="archived_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="post",
            index=django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="post_tags"),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_listed", False), ("archived_at", None), _connector="OR"),
                name="post_that_is_archived_is_not_listed",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["article", "video", "audio", "live"])),
                name="post_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(("access__in", ["free", "followers", "purchasers"])),
                name="post_access_is_known",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="comments",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replies",
                to="cms.comment",
            ),
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
        migrations.AddField(
            model_name="commentreport",
            name="comment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reports",
                to="cms.comment",
            ),
        ),
        migrations.AddField(
            model_name="commentreport",
            name="reporter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="like",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cms.post"
            ),
        ),
        migrations.AddField(
            model_name="like",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="save",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cms.post"
            ),
        ),
        migrations.AddField(
            model_name="save",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="view",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cms.post"
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
        migrations.AddIndex(
            model_name="commentreport",
            index=models.Index(
                condition=models.Q(("settled_at", None)),
                fields=["comment"],
                name="comment_report_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="commentreport",
            constraint=models.UniqueConstraint(
                fields=("comment", "reporter"), name="comment_report_once_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="commentreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reason__in", ["spam", "abuse", "false_claim", "private", "other"])
                ),
                name="comment_report_reason_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="like",
            index=models.Index(fields=["post", "made_at"], name="like_by_day"),
        ),
        migrations.AddConstraint(
            model_name="like",
            constraint=models.UniqueConstraint(fields=("post", "user"), name="like_once_each"),
        ),
        migrations.AddIndex(
            model_name="save",
            index=models.Index(fields=["post", "made_at"], name="save_by_day"),
        ),
        migrations.AddIndex(
            model_name="save",
            index=models.Index(fields=["user", "-made_at"], name="save_of_user"),
        ),
        migrations.AddConstraint(
            model_name="save",
            constraint=models.UniqueConstraint(fields=("post", "user"), name="save_once_each"),
        ),
        migrations.AddIndex(
            model_name="view",
            index=models.Index(
                condition=models.Q(("address", ""), _negated=True),
                fields=["post", "day", "address"],
                name="view_by_address",
            ),
        ),
        migrations.AddIndex(
            model_name="view",
            index=models.Index(fields=["day"], name="view_by_day"),
        ),
        migrations.AddConstraint(
            model_name="view",
            constraint=models.UniqueConstraint(
                fields=("post", "day", "viewer"), name="view_once_each_a_day"
            ),
        ),
    ]
