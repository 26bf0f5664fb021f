"""Make mentorships of a run's pairs, and take that back while nobody has met."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext

from matching import rules
from matching.actions.errors import MatchingError
from matching.enums import RunState
from matching.kinds import kind_of
from matching.models import Mentorship, Participant, ParticipantQuerySet, Run
from matching.obstacles import obstacle_in_joined, obstacle_in_made
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe, take_back
from mentorship.tenancy.models import Member, MemberQuerySet
from mentorship.ui.addresses import address_of
from programs.actions import lock_program, queue_again

BATCH = 1000


@transaction.atomic
def publish_run(
    *, run: Run, by: Member, at: datetime, only_approved: bool = False
) -> list[Mentorship]:
    """Make a mentorship of every pair that was kept (or approved), and tell its people.

    Raises MatchingError where the run is not in review, or somebody in it has left or been
    matched since; nothing is published then.
    """
    lock_program(run.program, by=by)
    run = (
        Run.objects.select_for_update(no_key=True, of=("self",))
        .select_related("program")
        .get(pk=run.pk)
    )
    if run.state == RunState.RUNNING:
        raise MatchingError(gettext("This matching is under way still. Wait for it."))
    if run.state == RunState.PUBLISHED:
        raise MatchingError(gettext("This matching is published already."))
    if not rules.can_publish(run, run.program):
        raise MatchingError(
            gettext("Move the program to matching first; a matching is published once.")
        )
    begun = kind_of(run).begin(run, only_approved=only_approved, by=by, at=at)
    run.state, run.published_at = RunState.PUBLISHED, at
    run.save(update_fields=["state", "published_at"])
    record(by=by, action="run.published", subject=run, at=at, **begun.details)
    return begun.mentorships


def _tell_running(joined: ParticipantQuerySet, told: set[UUID], *, at: datetime) -> None:
    """Those of a running group who know of new people hear that they are gone."""
    for part in joined.select_related("member", "mentorship__program__organization"):
        group = part.mentorship
        there = group.participants.present().filter(member__in=told).select_related("member")
        owe(
            kind="group_left",
            subject=group,
            recipients=[each.member for each in there if each.pk != part.pk],
            at=at,
            occurrence=str(part.pk),
            other=part.member.name,
            program=group.program.name,
            url=address_of("mentorship", group.program.organization.slug, group.pk),
        )


def _joined(run: Run) -> ParticipantQuerySet:
    """The parts that the run's publication added to groups which ran before. Raises MatchingError
    once they have met.
    """
    found = Participant.objects.filter(pk__in=run.undo.get("joined", []))
    if run.published_at and (words := obstacle_in_joined(found, since=run.published_at)):
        raise MatchingError(words)
    return found


def _refuse_undo(run: Run, parts: ParticipantQuerySet, *, at: datetime) -> None:
    if not rules.can_undo(run, at=at):
        raise MatchingError(
            gettext("A publication can be taken back for %(undo_minutes)s minutes.")
            % {"undo_minutes": rules.UNDO_MINUTES}
        )
    if words := obstacle_in_made(run):
        raise MatchingError(words)
    if parts.exclude(left_at=None).exists():
        raise MatchingError(
            gettext("Somebody has left their new group already. End single groups instead.")
        )


def _take_news_back(
    made: list[Mentorship], parts: ParticipantQuerySet, joined: ParticipantQuerySet, *, at: datetime
) -> MemberQuerySet:
    """What has not left stays here; returns who was told already."""
    new, added = ([part.pk for part in rows] for rows in (parts, joined))
    subjects = [mentorship.pk for mentorship in made]
    told = take_back(kind="matched", subjects=subjects) | take_back(
        kind="peered", subjects=subjects
    )
    told |= take_back(kind="grouped", subjects=[*new, *added])
    told |= take_back(kind="group_grows", subjects=new)
    _tell_running(joined, take_back(kind="group_grows", subjects=added), at=at)
    return Member.objects.filter(pk__in=told)


@transaction.atomic
def undo_publication(*, run: Run, by: Member, at: datetime) -> int:
    """Take the run's mentorships back and return to its review; answers how many there were.

    Messages that have not left stay here; who was told already hears that it was too early.
    Raises MatchingError after UNDO_MINUTES, and as soon as somebody has booked or held a session.
    """
    lock_program(run.program, by=by)
    run = (
        Run.objects.select_for_update(no_key=True, of=("self",))
        .select_related("program__organization")
        .get(pk=run.pk)
    )
    made = list(Mentorship.objects.select_for_update().filter(run=run))
    parts = Participant.objects.filter(mentorship__in=made)
    _refuse_undo(run, parts, at=at)
    joined = _joined(run)
    owe(
        kind="match_withdrawn",
        subject=run,
        recipients=list(_take_news_back(made, parts, joined, at=at)),
        at=at,
        occurrence=at.isoformat(),
        program=run.program.name,
        url=reverse("programs:detail", args=[run.program.organization.slug, run.program_id]),
    )
    record(by=by, action="run.publication_undone", subject=run, at=at, pairs=len(made))
    Mentorship.objects.filter(run=run).delete()
    joined.delete()
    queue_again(enrolments=run.undo.get("queued", []), at=at)
    run.state, run.published_at = RunState.REVIEW, None
    run.save(update_fields=["state", "published_at"])
    return len(made)
