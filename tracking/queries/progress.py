"""What was achieved and what to improve, and what stood there before it was changed."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from mentorship.tenancy.models import Member
from tracking.enums import ObservationKind, Written
from tracking.models import ActionItem, Observation, Revision
from tracking.queries.rooms import Room, get_room, get_writable_room, readable_notes
from tracking.rules import can_change

LATEST = 5


def observations(room: Room, member: Member) -> QuerySet[Observation]:
    """Those that this member may read: none of a mentorship that is not theirs, and in a group
    nothing of the sessions before they came.
    """
    found = Observation.objects.filter(mentorship=room.mentorship)
    if not room.can_read:
        return found.none()
    if room.since:
        later = Q(session__starts_at__gte=room.since)
        apart = Q(session=None, written_at__gte=room.since)
        found = found.filter(later | apart | Q(author=member))
    return found


def latest_progress(room: Room, member: Member) -> list[tuple[str, list[Observation]]]:
    """The latest five of each kind under its name; nothing where there is none at all."""
    if not room.can_read:
        return []
    found = observations(room, member).order_by("-written_at", "-id")
    first, *more = (found.filter(kind=kind)[:LATEST] for kind in ObservationKind)
    rows = room.introduce(first.union(*more), "author")
    rows.sort(key=lambda row: (row.written_at, row.pk), reverse=True)
    names = {
        ObservationKind.ACHIEVEMENT: _("Achievements"),
        ObservationKind.IMPROVEMENT: _("Areas for improvement"),
    }
    return [
        (names[kind], [row for row in rows if row.kind == kind]) for kind in ObservationKind if rows
    ]


def get_observation(member: Member, pk: UUID) -> tuple[Observation, Room]:
    """One that the member wrote, and may change. Raises Http404."""
    found = Observation.objects.filter(organization=member.organization, pk=pk).first()
    if found is None:
        raise Http404
    room = get_writable_room(member, found.mentorship_id)
    if not can_change(member, found):
        raise Http404
    found.mentorship = room.mentorship
    return found, room


def revisions(member: Member, subject: UUID) -> tuple[Room, list[Revision]]:
    """The earlier texts of something that the member may read, the latest first. Raises Http404."""
    found = Revision.objects.filter(organization=member.organization, subject=subject)
    rows = list(found.select_related("by").order_by("-at", "-id")[:100])
    if not rows:
        raise Http404
    room = get_room(member, rows[0].mentorship_id)
    if not _readable(room, member, rows[0].kind).filter(pk=subject).exists():
        raise Http404
    return room, rows


def _readable(room: Room, member: Member, kind: str) -> QuerySet[Any]:
    if kind == Written.NOTE:
        return readable_notes(room, member).filter(is_private=False)
    if kind == Written.OBSERVATION:
        return observations(room, member)
    items = ActionItem.objects.filter(mentorship=room.mentorship)
    return items if room.can_read else items.none()
