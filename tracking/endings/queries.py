"""What is planned for the end of a mentorship, as one of its people finds it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from matching.enums import MentorshipState
from matching.models import Mentorship
from mentorship.delivery.kinds import Owed
from mentorship.delivery.queries import about
from mentorship.tenancy.models import Member, Organization
from mentorship.tenancy.secrets import UnreadableError, decrypt
from tracking.endings.models import Ending, Exit, Reflection
from tracking.enums import GoalState
from tracking.models import ActionItem, Goal
from tracking.queries import Room


@dataclass(frozen=True)
class Wrap:
    """What stands before the end: the plan, what is open, who has written."""

    ends_on: date
    is_planned: bool
    asked_on: date | None
    asked_by: Member | None
    goals: list[Goal]
    items: int
    mine: Reflection | None
    theirs: list[Reflection]
    waiting: list[Member]
    my_exit: Exit | None


def wrap_of(room: Room, member: Member) -> Wrap:
    mentorship = room.mentorship
    ending = Ending.objects.filter(mentorship=mentorship).first()
    written = {each.author_id: each for each in reflections(mentorship)}
    people = [part.member for part in room.participants]
    waiting = [person for person in people if person.pk not in written]
    others = [each for each in written.values() if each.author_id != member.pk]
    is_shown = not waiting or mentorship.ended_at is not None
    return Wrap(
        ends_on=(ending and ending.ends_on) or mentorship.program.ends_on,
        is_planned=bool(ending and ending.ends_on),
        asked_on=ending.asked_on if ending else None,
        asked_by=ending.asked_by if ending else None,
        goals=list(Goal.objects.filter(mentorship=mentorship, state=GoalState.AGREED)),
        items=ActionItem.objects.open().filter(mentorship=mentorship).count(),
        mine=written.get(member.pk),
        theirs=room.introduce(others, "author") if is_shown else [],
        waiting=waiting,
        my_exit=my_exit(mentorship, member),
    )


def reflections(mentorship: Mentorship) -> QuerySet[Reflection]:
    return Reflection.objects.filter(mentorship=mentorship).order_by("written_at")


def my_exit(mentorship: Mentorship, member: Member) -> Exit | None:
    """The member's own wish to leave; nobody else's is ever found."""
    for row in Exit.objects.filter(mentorship=mentorship):
        try:
            sealed = decrypt(bytes(row.sealed), organization_id=row.organization_id)
        except UnreadableError:
            continue
        if sealed == str(member.pk):
            return row
    return None


def sealed_exits() -> QuerySet[Exit]:
    return Exit.objects.all()


def exits_due(organization: Organization, *, on: date) -> QuerySet[Exit]:
    return Exit.objects.filter(organization=organization, leaves_on__lte=on).order_by("id")


def planned_due(organization: Organization, *, on: date) -> QuerySet[Mentorship]:
    """The running mentorships whose planned day has passed."""
    return Mentorship.objects.filter(
        organization=organization, state=MentorshipState.ACTIVE, ending__ends_on__lt=on
    ).order_by("id")


def extensions_that_wait(owed: Collection[Owed], _at: datetime) -> set[UUID]:
    """The messages about longer mentorships that nobody has answered."""
    return about(Ending.objects.exclude(asked_on=None), owed)


def last_day(mentorship: Mentorship) -> date:
    """The day on which it ends as things stand."""
    found = Mentorship.objects.filter(pk=mentorship.pk).annotate(
        day=Coalesce("ending__ends_on", F("program__ends_on"))
    )
    day: date = found.values_list("day", flat=True).get()
    return day
