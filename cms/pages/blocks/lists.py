"""Blocks of several things of one sort."""

from typing import Any

from wagtail import blocks

from cms.pages.blocks.text import LINE, Words
from cms.pages.describing import Components, Schema, described
from cms.pages.references import Loaded
from cms.pages.shapes import Shaped


class Step(Shaped, blocks.StructBlock):
    title = blocks.CharBlock(max_length=120)
    text = Words(features=[*LINE, "ol", "ul"], required=False)
    minutes = blocks.IntegerBlock(
        min_value=1, max_value=240, required=False, help_text="How long it takes, if that matters."
    )

    class Meta:
        icon = "list-ol"


class Steps(Shaped, blocks.StructBlock):
    title = blocks.CharBlock(max_length=120, required=False)
    items = blocks.ListBlock(Step(), min_num=1, label="Steps")

    class Meta:
        icon = "list-ol"
        label = "Steps"
        description = "A practice, one step after the other."
        template = "cms/blocks/steps.html"
        preview_value = {
            "title": "A breath for the night",
            "items": [
                {"title": "Lie down", "text": "<p>On your back.</p>", "minutes": 1},
                {"title": "Breathe out slowly", "text": "<p>Twice as long as in.</p>"},
            ],
        }


class Question(Shaped, blocks.StructBlock):
    question = blocks.CharBlock(max_length=240)
    answer = Words(features=[*LINE, "ol", "ul"])

    class Meta:
        icon = "help"


class Questions(Shaped, blocks.StructBlock):
    title = blocks.CharBlock(max_length=120, required=False)
    items = blocks.ListBlock(Question(), min_num=1, label="Questions")

    class Meta:
        icon = "help"
        label = "Questions and answers"
        description = "What people ask again and again. Search engines show them, too."
        template = "cms/blocks/questions.html"
        preview_value = {
            "title": "Before you book",
            "items": [
                {"question": "Do I need a mat?", "answer": "<p>No, a chair is enough.</p>"},
                {"question": "Can I cancel?", "answer": "<p>Until the day before, in full.</p>"},
            ],
        }


class Plain(Shaped, blocks.StreamBlock):
    """A stream of one kind of block, of which the API gives the values alone."""

    def shown(self, raw: Any, loaded: Loaded) -> list[Any]:
        return [child["value"] for child in super().shown(raw, loaded)]

    def described(self, components: Components) -> Schema:
        [child] = self.child_blocks.values()
        return {"type": "array", "items": described(child, components)}


class Points(Plain):
    """A list of short lines; the API gives plain strings."""

    point = blocks.CharBlock(max_length=240)


class Study(Shaped, blocks.StructBlock):
    title = blocks.CharBlock(max_length=160)
    institution = blocks.CharBlock(max_length=160, required=False)
    year = blocks.IntegerBlock(min_value=1900, max_value=2100, required=False)

    class Meta:
        icon = "doc-full"


class Education(Plain):
    """Where somebody learned what they do, latest first."""

    study = Study()


class QuestionList(Plain):
    """Questions that clients ask, with their answers."""

    question = Question()
