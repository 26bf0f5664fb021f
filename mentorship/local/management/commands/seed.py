"""Fill an installation with the demo's organisations."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mentorship.local.seed import SeedError, seed
from mentorship.tenancy.models import Organization


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where an organisation exists"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "Sample data belongs into a demo: its passwords are public. Set DEMO=1 where that"
                " is meant."
            )
        if Organization.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("There are organisations already; sample data would mix with them.")
        began = time.monotonic()
        self.stdout.write("Making two sample organisations with a year of history (once) ...")
        try:
            seed(now=timezone.now(), say=self.stdout.write)
        except SeedError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Done in {time.monotonic() - began:.0f} s.")
