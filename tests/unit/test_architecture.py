"""What import contracts cannot see."""

import sys
from pathlib import Path

from django.apps import apps
from django.conf import settings

from estuary.kernel.events import Event
from tasks.subscriptions import SUBSCRIBERS, UNHEARD

HEIGHT = {"kernel": 0, "marketplace": 1, "commerce": 2, "live": 3, "cms": 3}


def test_foreign_keys_point_down_or_across_never_up():
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in HEIGHT
        for field in model._meta.get_fields()
        if field.is_relation
        and field.concrete
        and field.related_model
        and HEIGHT.get(field.related_model._meta.app_label, 0) > HEIGHT[model._meta.app_label]
    ]

    assert upward == []


def test_live_and_cms_do_not_know_each_other():
    across = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        if {model._meta.app_label, field.related_model._meta.app_label} == {"live", "cms"}
    ]

    assert across == []


def test_every_fact_is_subscribed_to_or_named_as_unheard():
    declared = {
        kind.name for kind in Event.__subclasses__() if not kind.__module__.startswith("tests.")
    }

    assert declared == set(SUBSCRIBERS) | UNHEARD
    assert set(SUBSCRIBERS) & UNHEARD == set()


def test_no_operational_row_is_revisioned():
    from wagtail.models import RevisionMixin  # noqa: PLC0415 - after Django is ready

    revisioned = [
        model._meta.label
        for model in apps.get_models()
        if issubclass(model, RevisionMixin) and model._meta.app_label in HEIGHT
    ]

    assert [label for label in revisioned if not label.startswith("cms.")] == []


def test_site_is_a_source_root_and_never_a_package():
    root = Path(settings.ROOT)

    assert not (root / "site" / "__init__.py").exists()
    assert (root / "site" / "estuary" / "__init__.py").read_text() == ""
    assert "estuary" not in str(sys.modules["site"].__file__)


def test_every_task_module_is_known_to_the_workers():
    from tasks.apps import MODULES  # noqa: PLC0415

    folder = Path(settings.ROOT) / "tasks"
    wiring = {"__init__", "apps", "subscriptions", "webhooks"}
    found = {path.stem for path in folder.glob("*.py")} - wiring

    assert found == set(MODULES)
