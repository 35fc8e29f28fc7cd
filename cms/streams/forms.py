from typing import Any

from cms.pages.forms import OwnReferencesForm


class PostForm(OwnReferencesForm):
    """The form of a post; in a translation, what is the same in all languages is only shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "access"):
            if name in self.fields and not self.instance.tells_row:
                self.fields[name].disabled = True
                self.fields[name].help_text = "The same in all languages."
