import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0017_richer_blocks"),
        ("kernel", "0004_search_in_portuguese"),
        ("marketplace", "0005_packages"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
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
    ]
