from typing import Any

from django.core.management.base import BaseCommand

from cms.search.operations import index_everything


class Command(BaseCommand):
    help = "Write the search index anew, while it is searched; needed after a restore only."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{index_everything()} things can be found.")
