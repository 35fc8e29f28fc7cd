"""What applicants, practitioners and staff read."""

from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group

from live.models import Notification
from marketplace.models import Certification
from tests.factories import PractitionerFactory, RefundFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "subject", "said"),
    [
        ("practitioner_verified", "Welcome: you are verified", "your application is accepted"),
        (
            "practitioner_declined",
            "We could not accept your application",
            "could not accept it.",
        ),
        ("practitioner_suspended", "Your practice is suspended", "your clients count on you."),
        ("practitioner_reinstated", "Your practice is open again", "Your page is public again"),
    ],
)
def test_a_practitioner_reads_how_they_stand_and_what_follows(kind, subject, said, letter, both):
    practitioner = PractitionerFactory()

    sent = letter(kind, to=practitioner.user, practitioner_id=practitioner.pk)

    assert sent.subject == subject
    for content in both(sent):
        assert said in content
        assert "http://frontend.test/practice" in content


@pytest.mark.parametrize("kind", ["practitioner_declined", "practitioner_suspended"])
def test_the_reason_is_told(kind, letter, both):
    practitioner = PractitionerFactory(status_note="Your papers <expired>.")

    text, html = both(letter(kind, to=practitioner.user, practitioner_id=practitioner.pk))

    assert "The reason:\n\nYour papers <expired>." in text
    assert "Your papers &lt;expired&gt;." in html


def test_who_is_reinstated_without_a_page_reads_that_it_is_missing(letter):
    practitioner = PractitionerFactory(is_listed=False)

    sent = letter("practitioner_reinstated", to=practitioner.user, practitioner_id=practitioner.pk)

    assert "Publish your page, and your services can be booked again." in sent.body


def staff(group):
    user = UserFactory()
    user.groups.add(Group.objects.get(name=group))
    return user


def opens_for(user, sent, client):
    """Whether the letter's link, which the screen has as well, leads to a page for its reader."""
    link = Notification.objects.get(user=user).link
    assert link.startswith("http://testserver/admin/")
    assert f": {link}\n" in sent.body
    client.force_login(user)
    return client.get(urlsplit(link).path).status_code == 200


def test_a_failed_refund_says_what_to_do_and_where(letter, both, client):
    reader = staff("Finance")
    refund = RefundFactory(status="failed", completed_at=None, failure="The account is closed.")

    sent = letter("refund_failed", to=reader, refund_id=refund.pk)

    assert sent.subject == "A refund failed: $40.00 to Clara Client"
    for content in both(sent):
        assert "The account is closed." in content
        assert "choose “Try again”" in content
    assert opens_for(reader, sent, client)


def test_an_application_is_told_with_its_papers_and_where_to_decide(letter, both, client):
    reader = staff("Moderators")
    applicant = PractitionerFactory(status="applied", summary="Slow breath.")
    Certification.objects.create(practitioner=applicant, title="Breath teacher")

    sent = letter("practitioner_applied", to=reader, practitioner_id=applicant.pk)

    assert sent.subject == "New application: Inês Duarte"
    for content in both(sent):
        assert "Breath teacher" in content
        assert "Slow breath." in content
    assert opens_for(reader, sent, client)
