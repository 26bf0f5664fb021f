"""Polls of groups and pods: propose times, say which suit, book the one that suits most."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from matching.models import Mentorship
from matching.queries import participants
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe, take_back
from mentorship.tenancy.models import Member
from tracking import rules
from tracking.actions.booking import check_minutes
from tracking.actions.errors import TrackingError
from tracking.actions.sessions import book_session, lock_for
from tracking.enums import PollAnswer
from tracking.models import Poll, PollOption, PollVote, Session

FEWEST, MOST = 3, 6


@transaction.atomic
def open_poll(
    *,
    mentorship: Mentorship,
    starts: Collection[datetime],
    minutes: int,
    place: str,
    by: Member,
    at: datetime,
) -> Poll:
    """Ask everybody which of these times suit. Raises TrackingError."""
    locked, people = lock_for(mentorship, by)
    check_minutes(minutes)
    _check_starts(set(starts), at)
    if len(people) <= rules.PAIR:
        raise TrackingError(_("A poll is for more than two people. Book a time instead."))
    if Poll.objects.filter(mentorship=locked, closed_at=None).exists():
        raise TrackingError(_("A poll is open already. Close it first."))
    organization_id = locked.organization_id
    poll = Poll.objects.create(
        organization_id=organization_id,
        mentorship=locked,
        minutes=minutes,
        place=place,
        opened_by=by,
        opened_at=at,
    )
    options = PollOption.objects.bulk_create(
        PollOption(organization_id=organization_id, poll=poll, starts_at=start)
        for start in sorted(set(starts))
    )
    # Who proposes a time can come.
    PollVote.objects.bulk_create(
        PollVote(organization_id=organization_id, option=option, member=by, answer=PollAnswer.YES)
        for option in options
    )
    record(by=by, action="poll.opened", subject=locked, at=at, poll=str(poll.pk))
    _ask(poll, [person for person in people if person != by], by=by, at=at)
    return poll


def _check_starts(starts: Collection[datetime], at: datetime) -> None:
    if not FEWEST <= len(starts) <= MOST:
        raise TrackingError(_("Propose three to six different times."))
    if min(starts) <= at:
        raise TrackingError(_("One of these times has passed."))


def _ask(poll: Poll, others: list[Member], *, by: Member, at: datetime) -> None:
    owe(
        kind="poll_opened",
        subject=poll,
        recipients=others,
        at=at,
        other=by.name,
        title_of=poll.mentorship.title,
        url=reverse("tracking:poll", args=[poll.mentorship.organization.slug, poll.pk]),
    )


@transaction.atomic
def vote(*, poll: Poll, answers: Mapping[UUID, str], by: Member, at: datetime) -> Poll:
    """Say of options which suit; what is said again replaces what was. Raises TrackingError."""
    poll = _locked(poll, by)
    options = set(poll.options.values_list("pk", flat=True))
    if not set(answers) <= options or not set(answers.values()) <= set(PollAnswer.values):
        raise TrackingError(_("This is no answer to this poll."))
    PollVote.objects.bulk_create(
        (
            PollVote(
                organization_id=poll.organization_id, option_id=option, member=by, answer=answer
            )
            for option, answer in answers.items()
        ),
        update_conflicts=True,
        unique_fields=["organization", "option", "member"],
        update_fields=["answer"],
    )
    record(by=by, action="poll.voted", subject=poll.mentorship, at=at, poll=str(poll.pk))
    return poll


@transaction.atomic
def book_option(*, option: PollOption, by: Member, at: datetime) -> Session:
    """Book one of the times and close the poll. Raises TrackingError."""
    poll = _closable(option.poll, by)
    option = poll.options.get(pk=option.pk)
    session = book_session(
        mentorship=poll.mentorship,
        starts_at=option.starts_at,
        minutes=poll.minutes,
        place=poll.place,
        by=by,
        at=at,
    )
    _close(poll, session, by=by, at=at)
    return session


@transaction.atomic
def drop_poll(*, poll: Poll, by: Member, at: datetime) -> Poll:
    """Close the poll and book nothing. Raises TrackingError."""
    poll = _closable(poll, by)
    _close(poll, None, by=by, at=at)
    return poll


def _close(poll: Poll, session: Session | None, *, by: Member, at: datetime) -> None:
    poll.session, poll.closed_at = session, at
    poll.save(update_fields=["session", "closed_at"])
    take_back(kind="poll_opened", subjects=[poll.pk])
    record(by=by, action="poll.closed", subject=poll.mentorship, at=at, poll=str(poll.pk))


def _locked(poll: Poll, by: Member) -> Poll:
    """The poll under its mentorship's lock, while it is open."""
    mentorship, _people = lock_for(poll.mentorship, by)
    poll = Poll.objects.get(organization_id=mentorship.organization_id, pk=poll.pk)
    poll.mentorship = mentorship
    if poll.closed_at is not None:
        raise TrackingError(_("This poll is closed."))
    return poll


def _closable(poll: Poll, by: Member) -> Poll:
    poll = _locked(poll, by)
    if not rules.can_close_poll(by, poll, participants(poll.mentorship)):
        raise TrackingError(_("Only who opened the poll, or the mentor, books a time of it."))
    return poll
