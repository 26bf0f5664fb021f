"""What a person wishes to hear of, and when."""

from datetime import datetime, time
from typing import Any

from django.db import transaction

from mentorship.audit.actions import record
from mentorship.delivery.enums import When
from mentorship.delivery.models import Preferences
from mentorship.tenancy.models import Member
from mentorship.tenancy.rules import check_self


@transaction.atomic
def set_preferences(
    *,
    member: Member,
    email: dict[str, str],
    in_app_off: list[str],
    quiet_from: time | None,
    quiet_until: time | None,
    summary_at: time,
    by: Member,
    at: datetime,
    hour_before: bool = False,
    locale: str = "",
) -> Preferences:
    """`email` says by category when its e-mails come, `locale` which of LANGUAGES they and the
    pages speak. Nothing happens where nothing differs.
    """
    check_self(by, member.pk)
    if locale and locale != member.locale:
        Member.objects.filter(pk=member.pk).update(locale=locale)
        record(by=by, action="preferences.changed", subject=member, at=at, fields=["locale"])
    return _write(
        member,
        at=at,
        email={name: when for name, when in email.items() if when != When.NOW},
        in_app_off=sorted(in_app_off),
        quiet_from=quiet_from,
        quiet_until=quiet_until,
        summary_at=summary_at,
        hour_before=hour_before,
    )


@transaction.atomic
def set_unsubscribed(*, member: Member, category: str, is_off: bool, at: datetime) -> Preferences:
    """By the link of an e-mail, which shows that one reads the member's mail."""
    stored = Preferences.objects.filter(member=member).first()
    email = {**(stored.email if stored else {})}
    if is_off:
        email[category] = When.OFF.value
    elif email.get(category) == When.OFF:
        del email[category]
    return _write(member, at=at, email=email)


def _write(member: Member, *, at: datetime, **values: Any) -> Preferences:
    row, _ = Preferences.objects.select_for_update(no_key=True, of=("self",)).get_or_create(
        organization_id=member.organization_id, member=member
    )
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, values[name])
    row.save(update_fields=changed)
    record(by=member, action="preferences.changed", subject=member, at=at, fields=changed)
    return row
