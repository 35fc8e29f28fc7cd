"""The test database itself: what migrations made is there before and after every test."""

import pytest
from django.db import connection
from wagtail.models import Locale, Page


@pytest.mark.django_db
def test_a_copy_of_the_template_has_what_migrations_put_there():
    assert Page.objects.filter(depth=1).exists()
    assert Locale.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_transactional_test_leaves_nothing_and_takes_nothing(turn):
    assert not Locale.objects.filter(language_code="tlh").exists()

    Locale.objects.create(language_code="tlh")

    assert Page.objects.filter(depth=1).exists()


@pytest.mark.django_db
def test_the_address_for_child_processes_names_the_same_database(database_url):
    assert database_url.endswith(f"/{connection.settings_dict['NAME']}")
