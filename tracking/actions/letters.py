"""Letters between the people of a mentorship, and from those who run the program."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from matching.models import Mentorship
from matching.queries import participants
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe
from mentorship.delivery.enums import Channel
from mentorship.delivery.models import Delivery
from mentorship.tenancy.errors import NotAllowedError
from mentorship.tenancy.models import Member
from tracking import rules
from tracking.actions.errors import TrackingError
from tracking.actions.sessions import url_of

LETTERS_A_DAY = 10
LETTER_AT_MOST = 4000


@transaction.atomic
def write_letter(
    *, mentorship: Mentorship, to: Sequence[Member], text: str, by: Member, at: datetime
) -> int:
    """Send a letter by e-mail to people of a mentorship; who answers it writes to `by` directly.
    The text is sealed until it has left, and kept nowhere. Returns how many letters there are.

    Raises NotAllowedError for those who neither take part nor run programs, and TrackingError for
    an empty letter, for nobody, and for more than LETTERS_A_DAY in a mentorship.
    """
    locked = Mentorship.objects.select_for_update(no_key=True, of=("self",)).get(pk=mentorship.pk)
    locked.organization = mentorship.organization
    people = participants(locked)
    if not rules.can_write_letter(by, locked, people):
        raise NotAllowedError(_("Only its people and program admins write to a mentorship."))
    theirs = {part.member for part in people} - {by}
    if not text.strip() or not to or not set(to) <= theirs:
        raise TrackingError(_("Write a few words, and choose who gets them."))
    sent = Delivery.objects.filter(
        organization_id=locked.organization_id,
        kind="letter",
        subject_id=locked.pk,
        channel=Channel.EMAIL,
        caused_by=by,
        created_at__gt=at - timedelta(days=1),
    )
    if sent.count() + len(to) > LETTERS_A_DAY:
        raise TrackingError(_("That is enough letters for one day. Please talk to each other."))
    number = owe(
        kind="letter",
        subject=locked,
        recipients=list(to),
        at=at,
        occurrence=at.isoformat(),
        secret=text,
        other=by.name,
        reply_to=by.email,
        url=url_of(locked),
    )
    record(by=by, action="letter.sent", subject=locked, at=at, people=len(to))
    return number
