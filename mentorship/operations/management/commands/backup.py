"""Dump the whole database into a file, with a manifest beside it that says what it holds."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mentorship.operations.dumps import DumpError, dump


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = dump(options["file"], at=timezone.now())
        except DumpError as error:
            raise CommandError(str(error)) from error
        rows, tables = sum(manifest.rows.values()), len(manifest.rows)
        self.stdout.write(
            f"{options['file']}: {rows} rows of {tables} tables. Keep SECRET_KEY and NOTE_KEYS"
            " elsewhere."
        )
