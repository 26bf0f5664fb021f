"""Make an API token and print it, this once."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mentorship.accounts.actions import TokenError, create_token
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--org", required=True, help="the organisation's slug")
        parser.add_argument(
            "--email", required=True, help="whose token it is; it sees what they see"
        )
        parser.add_argument("--scope", action="append", choices=["read", "write"], required=True)
        parser.add_argument("--days", type=int, default=90, help="how long it is valid")
        parser.add_argument("--name", default="made on the command line")

    def handle(self, *args: Any, **options: Any) -> None:
        organization = Organization.objects.filter(slug=options["org"]).first()
        if organization is None:
            raise CommandError(f"There is no organisation “{options['org']}”.")
        at = timezone.now()
        with tenant(organization.pk):
            member = Member.objects.of(organization).filter(email__iexact=options["email"]).first()
            if member is None:
                raise CommandError(f"Nobody in {organization} has the e-mail {options['email']}.")
            try:
                _, text = create_token(
                    member=member,
                    name=options["name"],
                    scopes=options["scope"],
                    by=member,
                    at=at,
                    expires_at=at + timedelta(days=options["days"]),
                )
            except TokenError as error:
                raise CommandError(str(error)) from error
        self.stdout.write(text)
