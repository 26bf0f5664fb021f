"""Polls of groups: what is open, and how the answers stand."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import ngettext

from matching.enums import MentorshipState
from matching.models import Mentorship, Participant
from mentorship.delivery.kinds import Owed
from mentorship.delivery.queries import about
from mentorship.tenancy.models import Member
from tracking.enums import PollAnswer
from tracking.models import Poll, PollOption, PollVote
from tracking.queries.rooms import Room, get_writable_room
from tracking.queries.slots import in_zones


@dataclass(frozen=True)
class Tally:
    """An option with its answers; `can` says how many can, in words."""

    option: PollOption
    words: str
    can: str
    yes: int
    maybe: int
    mine: str
    is_best: bool = False


def open_poll_of(mentorship: Mentorship) -> Poll | None:
    return Poll.objects.filter(mentorship=mentorship, closed_at=None).first()


def polls_of(member: Member) -> QuerySet[Poll]:
    """Those of the member's mentorships, their options with how many `yes` and `maybe` count."""
    mine = Participant.objects.present().filter(member=member).values("mentorship")
    there = Participant.objects.present().filter(
        mentorship=OuterRef("poll__mentorship"), member=OuterRef("votes__member")
    )
    options = PollOption.objects.annotate(
        **{
            answer: Count("votes", filter=Q(Exists(there), votes__answer=answer))
            for answer in (PollAnswer.YES.value, PollAnswer.MAYBE.value)
        }
    ).order_by("starts_at")
    found = Poll.objects.filter(organization=member.organization, mentorship__in=mine)
    return found.prefetch_related(Prefetch("options", queryset=options))


def get_poll(member: Member, pk: UUID) -> tuple[Poll, Room]:
    """A poll of a mentorship in which the member takes part. Raises Http404."""
    poll = get_object_or_404(Poll, organization=member.organization, pk=pk)
    room = get_writable_room(member, poll.mentorship_id)
    poll.mentorship = room.mentorship
    return poll, room


def get_option(member: Member, pk: UUID) -> tuple[PollOption, Room]:
    option = get_object_or_404(PollOption, organization=member.organization, pk=pk)
    option.poll, room = get_poll(member, option.poll_id)
    return option, room


def tallies(poll: Poll, room: Room, member: Member) -> list[Tally]:
    """The options in order of time; answers count of who is there still."""
    if room.mine is None:
        raise Http404
    there = {part.member_id for part in room.participants}
    answers: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    votes = PollVote.objects.filter(option__poll=poll, member__in=there)
    for option, person, answer in votes.values_list("option", "member", "answer"):
        answers[option][person] = answer
    zones = [member.zone, *(_zone(part.member, room) for part in room.participants)]
    found = [
        _tally(option, answers[option.pk], zones, member, len(there))
        for option in poll.options.order_by("starts_at")
    ]
    best = max(((each.yes, each.maybe) for each in found), default=(0, 0))
    return [
        Tally(**{**vars(each), "is_best": (each.yes, each.maybe) == best != (0, 0)})
        for each in found
    ]


def _zone(person: Member, room: Room) -> str:
    person.organization = room.mentorship.organization
    return person.zone


def _tally(
    option: PollOption, answers: dict[UUID, str], zones: list[str], member: Member, people: int
) -> Tally:
    count = Counter(answers.values())
    yes, maybe = count[PollAnswer.YES], count[PollAnswer.MAYBE]
    can = ngettext("%(number)d of %(people)d can", "%(number)d of %(people)d can", yes) % {
        "number": yes,
        "people": people,
    }
    words = in_zones(option.starts_at, zones)
    return Tally(option, words, can, yes, maybe, answers.get(member.pk, ""))


def polls_that_wait(owed: Collection[Owed], at: datetime) -> set[UUID]:
    """The messages about polls that are open still."""
    waiting = Poll.objects.filter(closed_at=None, mentorship__state=MentorshipState.ACTIVE)
    return about(waiting, owed)
