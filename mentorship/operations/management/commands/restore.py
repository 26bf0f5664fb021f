"""Put a dump back and prove that all of it is there; with --verify only prove that it could be."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from redis.exceptions import RedisError

from mentorship.operations.dumps import DumpError, restore, verify


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--verify", action="store_true", help="restore into a database of its own and compare"
        )
        parser.add_argument(
            "--replace", action="store_true", help="overwrite the organisations that are there"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        connections.close_all()
        try:
            if options["verify"]:
                manifest = verify(options["file"])
            else:
                manifest = restore(options["file"], replace=options["replace"])
                self._settle()
        except DumpError as error:
            raise CommandError(str(error)) from error
        rows = sum(manifest.rows.values())
        words = "can be restored" if options["verify"] else "restored; everybody signs in again"
        self.stdout.write(f"{rows} rows as of {manifest.made_at}: {words}.")

    def _settle(self) -> None:
        """Rights of the application's role, newer migrations; nobody stays signed in by a cached
        session.
        """
        call_command("prepare_database", verbosity=0)
        Session.objects.using("owner").all().delete()
        try:
            caches["shared"].clear()
        except RedisError as error:
            raise DumpError(
                f"The rows are back, but the cache could not be emptied: {error}. Empty it."
            ) from error
