"""What a session is to be about: added by its people before, ticked off in it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.audit.actions import record
from mentorship.tenancy.models import Member
from tracking import rules
from tracking.actions.errors import TrackingError
from tracking.actions.sessions import lock_for, lock_session
from tracking.models import AgendaItem, Session

POINTS_AT_MOST = 30


@transaction.atomic
def add_points(
    *, session: Session, texts: Sequence[str], by: Member, at: datetime
) -> list[AgendaItem]:
    """Add to the agenda; what stands there already is not added twice. Raises TrackingError for a
    session that was cancelled, and for more points than one session can hold.
    """
    session = _locked(session, by)
    there = set(session.agenda_items.values_list("text", flat=True))
    new = [text for text in dict.fromkeys(texts) if text and text not in there]
    if len(there) + len(new) > POINTS_AT_MOST:
        raise TrackingError(_("A session has 30 points at most. Take one off first."))
    items = [
        AgendaItem(
            organization_id=session.organization_id,
            session=session,
            text=text,
            added_by=by,
            added_at=at,
        )
        for text in new
    ]
    AgendaItem.objects.bulk_create(items)
    if items:
        record(
            by=by,
            action="session.agenda",
            subject=session.mentorship,
            at=at,
            session=str(session.pk),
        )
    return items


@transaction.atomic
def remove_point(*, item: AgendaItem, by: Member, at: datetime) -> None:
    """Take a point off; the program's own stay. Raises TrackingError."""
    session = _locked(item.session, by)
    if item.added_by_id is None:
        raise TrackingError(_("This point belongs to every session of the program."))
    removed, _rows = AgendaItem.objects.filter(pk=item.pk, session=session).delete()
    if removed:
        record(
            by=by,
            action="session.agenda",
            subject=session.mentorship,
            at=at,
            session=str(session.pk),
        )


@transaction.atomic
def tick_point(*, item: AgendaItem, is_talked: bool, by: Member, at: datetime) -> AgendaItem:
    """You have talked about it, or not yet. Doing it twice changes nothing."""
    _locked(item.session, by)
    AgendaItem.objects.filter(pk=item.pk, talked_at__isnull=is_talked).update(
        talked_at=at if is_talked else None
    )
    item.refresh_from_db()
    return item


def _locked(session: Session, by: Member) -> Session:
    mentorship, _people = lock_for(session.mentorship, by)
    locked = lock_session(session, mentorship)
    if not rules.has_agenda(locked):
        raise TrackingError(_("This session was cancelled."))
    return locked
