"""Seal with the first of NOTE_KEYS whatever an older key sealed, so that the older one can be taken
away.
"""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand
from django.db import transaction

from mentorship.tenancy import secrets
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Organization
from mentorship.tenancy.secrets import UnreadableError

BATCH = 500


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        sealed, unreadable = _factors()
        for organization in Organization.objects.order_by("pk"):
            for column in secrets.columns():
                done, lost = _column(column, organization)
                sealed, unreadable = sealed + done, unreadable + lost
        self.stdout.write(f"{sealed} sealed anew, {unreadable} that no key here can read.")


def _column(column: secrets.Column, organization: Organization) -> tuple[int, int]:
    """(how many were sealed anew, how many cannot be read)."""
    done = lost = 0
    with tenant(organization.pk):
        rows = column.rows().filter(organization=organization).exclude(**{column.name: None})
        for row in rows.select_for_update(no_key=True).iterator(chunk_size=BATCH):
            stored = bytes(getattr(row, column.name))
            if secrets.is_current(stored):
                continue
            try:
                text = secrets.decrypt(stored, organization_id=organization.pk)
            except UnreadableError:
                lost += 1
                continue
            setattr(row, column.name, secrets.encrypt(text, organization_id=organization.pk))
            row.save(update_fields=[column.name])
            done += 1
    return done, lost


@transaction.atomic
def _factors() -> tuple[int, int]:
    """The secrets of second factors, which are people's and no organisation's."""
    done = lost = 0
    for factor in Authenticator.objects.select_for_update():
        fresh, unreadable = _resealed(factor.data, secrets.decrypt_global)
        lost += unreadable
        if fresh != factor.data:
            factor.data = fresh
            factor.save(update_fields=["data"])
            done += 1
    return done, lost


def _resealed(data: dict[str, Any], decrypt: Callable[[str], str]) -> tuple[dict[str, Any], int]:
    fresh, lost = dict(data), 0
    for name in ("secret", "seed"):
        stored = data.get(name)
        if not isinstance(stored, str) or secrets.is_current(stored.encode()):
            continue
        try:
            fresh[name] = secrets.encrypt_global(decrypt(stored))
        except UnreadableError:
            lost += 1
    return fresh, lost
