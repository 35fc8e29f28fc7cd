import importlib

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import clear_url_caches

from estuary import mailbox, urls

VERIFY = "http://frontend.test/verify-email?token=abc:def"


@pytest.fixture
def folder(settings, tmp_path):
    """A mailbox of one's own, not made yet."""
    settings.MAIL_FOLDER = tmp_path / "mail"
    settings.EMAIL_BACKEND = "estuary.mailbox.MailboxBackend"
    return settings.MAIL_FOLDER


@pytest.fixture
def browser(settings, folder):
    """A browser of a house in development."""
    settings.DEBUG = True
    importlib.reload(urls)
    clear_url_caches()
    yield Client()
    settings.DEBUG = False
    importlib.reload(urls)
    clear_url_caches()


def send(subject="Verify your e-mail address", to="clara@example.test"):
    letter = EmailMultiAlternatives(subject, f"Open {VERIFY}.\n\nhttp://frontend.test", to=[to])
    letter.attach_alternative(f'<p>Olá, <a href="{VERIFY}">open</a></p>', "text/html")
    return letter.send()


def test_a_letter_is_kept_and_told_in_two_lines(folder, capsys):
    assert send() == 1

    assert capsys.readouterr().out.splitlines() == [
        "mail to clara@example.test: Verify your e-mail address",
        f"     {VERIFY}",
    ]
    assert [path.suffix for path in folder.iterdir()] == [".eml"]
    [letter] = mailbox.newest()
    assert (letter.to, letter.subject) == ("clara@example.test", "Verify your e-mail address")
    assert letter.links == [VERIFY, "http://frontend.test"]
    assert "Olá" in letter.html


def test_without_a_folder_there_is_no_mail(folder):
    assert mailbox.newest() == []


def test_the_list_is_newest_first(browser):
    send("First")
    send("Second", to="ines@example.test")

    listed = browser.get("/dev/mail/", {"format": "json"}).json()

    assert [(row["subject"], row["to"], row["links"][0]) for row in listed] == [
        ("Second", "ines@example.test", VERIFY),
        ("First", "clara@example.test", VERIFY),
    ]
    only = browser.get("/dev/mail/", {"format": "json", "to": "Clara@"}).json()
    assert [row["subject"] for row in only] == ["First"]
    assert b"Second" in browser.get("/dev/mail/").content


def test_a_letter_is_shown_in_a_frame_that_runs_nothing(browser):
    send("A <b>bold</b> subject")
    [letter] = mailbox.newest()

    shown = browser.get(f"/dev/mail/{letter.id}/").content.decode()

    assert "A &lt;b&gt;bold&lt;/b&gt; subject" in shown
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in shown
    assert "&lt;p&gt;Olá" in shown
    assert (
        browser.get(f"/dev/mail/{letter.id}/", {"format": "json"}).json()["text"].startswith("Open")
    )


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["nonsense", "..%2F..%2Fsecret", "0" * 20 + "-00000000"])
def test_no_name_leads_out_of_the_folder(browser, folder, name):
    folder.mkdir()
    (folder / "nonsense.eml").write_text("Subject: not one of ours\n\n")

    assert browser.get(f"/dev/mail/{name}/").status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("folder")
def test_without_debug_there_is_no_such_address():
    assert Client().get("/dev/mail/").status_code == 404
