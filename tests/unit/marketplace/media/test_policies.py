import pytest

from marketplace.media import policies
from marketplace.media.states import MediaKind, Purpose


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("By the sea.JPEG", "By the sea.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\ana\\me.png", "me.jpg"),
        ("page.php.jpg", "page.php.jpg"),
        ("\u202egpj.exe", "gpj.jpg"),
        ("a\x00b\r\nc.jpg", "abc.jpg"),
        ('what<is>"this"?.jpg', "whatisthis.jpg"),
        ("Ine\u0302s.jpg", "In\u00eas.jpg"),
        ("...", "file.jpg"),
        ("", "file.jpg"),
        ("x" * 400 + ".jpg", "x" * 116 + ".jpg"),
    ],
)
def test_a_name_is_one_plain_line_with_the_extension_of_its_content(said, kept):
    assert policies.clean_name(said, content_type="image/jpeg") == kept


def test_every_purpose_has_its_rule_and_takes_one_kind_or_two():
    assert set(policies.RULES) == set(Purpose)
    for rule in policies.RULES.values():
        assert set(rule.types) <= set(policies.EXTENSIONS)


def test_nothing_that_runs_in_a_browser_may_be_uploaded():
    assert not {"image/svg+xml", "text/html", "application/xml"} & set(policies.EXTENSIONS)


def test_a_content_type_is_of_one_kind():
    assert policies.kind_of("audio/mpeg") == MediaKind.AUDIO
    assert len(policies.EXTENSIONS) == sum(len(types) for types in policies.KINDS.values())
