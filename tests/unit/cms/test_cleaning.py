import pytest

from cms.pages import cleaning
from cms.pages.blocks import LINE, WORDS


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("<p>I am <b>Ana</b>.</p>", "<p>I am <b>Ana</b>.</p>"),
        ("Only text", "<p>Only text</p>"),
        ("<p>a<br>b</p>", "<p>a<br/>b</p>"),
        ("<p>left <b>open", "<p>left <b>open</b></p>"),
        ("<h1>Large</h1><h3>Small</h3>", "<p>Large</p><h3>Small</h3>"),
        ("<p onclick='x()' style='color:red'>plain</p>", "<p>plain</p>"),
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ("<p>a<!-- b -->c</p>", "<p>ac</p>"),
        ("<p>see <img src='https://x.test/a.png' onerror='x()'> me</p>", "<p>see me</p>"),
        (
            "<p><a href='https://x.test/' onclick='x()'>x</a></p>",
            '<p><a href="https://x.test/">x</a></p>',
        ),
        ("<p><a href='javascript:alert(1)'>x</a></p>", "<p><a>x</a></p>"),
        ("<p>&lt;script&gt;</p>", "<p>&lt;script&gt;</p>"),
        ("<p> </p>", ""),
        ("", ""),
    ],
)
def test_rich_text_is_what_its_editor_would_keep(said, kept):
    assert cleaning.cleaned(said, features=WORDS) == kept


def test_a_field_keeps_its_own_features_only():
    assert cleaning.cleaned("<h3>A</h3><p><i>b</i></p>", features=LINE) == "<p>A</p><p><i>b</i></p>"


@pytest.mark.parametrize(
    "said",
    ["<table><tr><td>a</td></tr></table>", "<ul><li>a<ul><li>b</li></ul></li></ul>", "<<>>a<",
     "</p></b>a", "<p><p>a</p></p>", "<embed embedtype='image' id='1'/>a"],
)  # fmt: skip
def test_odd_html_loses_its_oddity(said):
    kept = cleaning.cleaned(said, features=WORDS)

    assert "a" in kept
    assert "embed" not in kept
    assert "td" not in kept


@pytest.mark.parametrize("said", ["<li>a</li>", "<b><p>a</b></p>"])
def test_what_cannot_be_read_is_refused(said):
    with pytest.raises(cleaning.UnreadableText):
        cleaning.cleaned(said, features=WORDS)


def test_rich_text_is_told_as_lines():
    assert cleaning.text_of("<p>One <b>two</b></p><ul><li>three</li></ul>") == "One two\nthree"
