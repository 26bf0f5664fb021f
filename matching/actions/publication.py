"""Make mentorships of a run's pairs, and take that back while nobody has met."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from matching import queries, rules
from matching.actions.errors import MatchingError
from matching.actions.groups import begin_groups, lock_groups
from matching.actions.pods import begin_pods
from matching.actions.titles import name_mentorships
from matching.enums import ParticipantRole, RunState
from matching.models import Mentorship, Pair, Participant, Run
from mentorship.audit.actions import record, record_many
from mentorship.delivery.actions import Message, owe, owe_all, take_back
from mentorship.tenancy.models import Member
from mentorship.tenancy.zones import today_in
from programs.actions import leave_queue, lock_enrolments, lock_program, queue_again
from programs.enums import ProgramKind
from programs.models import Enrolment, Program

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
    if run.is_of_pods:
        return _publish_pods(run, only_approved=only_approved, by=by, at=at)
    kept = list(queries.to_publish(run, only_approved=only_approved))
    if not kept:
        raise MatchingError(gettext("There is no pair to publish."))
    if run.program.kind == ProgramKind.GROUP:
        lock_groups({pair.mentor_id for pair in kept})
    lock_enrolments({pk for pair in kept for pk in (pair.mentor_id, pair.mentee_id)})
    _refuse_stale(run, kept, on=today_in(by.organization, at=at))
    made = begin_mentorships(
        program=run.program,
        pairs=[(pair.mentor, pair.mentee) for pair in kept],
        by=by,
        at=at,
        run=run,
    )
    _published(run, at=at)
    record(by=by, action="run.published", subject=run, at=at, pairs=len(kept))
    return made


def _published(run: Run, *, at: datetime) -> None:
    run.state, run.published_at = RunState.PUBLISHED, at
    run.save(update_fields=["state", "published_at"])


def _publish_pods(run: Run, *, only_approved: bool, by: Member, at: datetime) -> list[Mentorship]:
    kept = queries.pods_to_publish(run, only_approved=only_approved)
    if not kept:
        raise MatchingError(gettext("There is no pod to publish."))
    enrolments = [
        each.enrolment_id for places in queries.places_of(kept).values() for each in places
    ]
    lock_enrolments(enrolments)
    stale = queries.stale_pods(run, kept, on=today_in(by.organization, at=at))
    if stale:
        more = ngettext(
            "So it is with %(number)d other pod.",
            "So it is with %(number)d other pods.",
            len(stale) - 1,
        ) % {"number": len(stale) - 1}
        raise MatchingError(_refusal(stale[0][1], more if stale[1:] else ""))
    made = begin_pods(program=run.program, pods=kept, at=at, run=run)
    run.figures |= {"queued": leave_queue(enrolments=enrolments), "joined": []}
    run.save(update_fields=["figures"])
    record_many(by=by, action="mentorship.started", subjects=made, at=at)
    _published(run, at=at)
    record(by=by, action="run.published", subject=run, at=at, pods=len(kept))
    return made


def begin_mentorships(
    *,
    program: Program,
    pairs: Sequence[tuple[Enrolment, Enrolment]],
    by: Member,
    at: datetime,
    run: Run | None = None,
) -> list[Mentorship]:
    """A mentorship of each (mentor, mentee), or their groups, all told; the caller has checked
    that they are free."""
    if program.kind == ProgramKind.GROUP:
        begun, made, joined = begin_groups(program=program, pairs=pairs, at=at, run=run)
    else:
        begun = made = _begin_pairs(program, pairs, at=at, run=run)
        joined = []
    queued = leave_queue(enrolments=[mentee.pk for _, mentee in pairs])
    if run is not None:
        run.figures |= {"queued": queued, "joined": [str(part.pk) for part in joined]}
        run.save(update_fields=["figures"])
    record_many(by=by, action="mentorship.started", subjects=begun, at=at)
    record_many(by=by, action="group.joined", subjects=[part.mentorship for part in joined], at=at)
    return made


def _begin_pairs(
    program: Program, pairs: Sequence[tuple[Enrolment, Enrolment]], *, at: datetime, run: Run | None
) -> list[Mentorship]:
    made = [
        Mentorship(organization_id=program.organization_id, program=program, run=run, started_at=at)
        for _ in pairs
    ]
    Mentorship.objects.bulk_create(made, batch_size=BATCH)
    Participant.objects.bulk_create(
        (
            Participant(
                organization_id=program.organization_id,
                mentorship=mentorship,
                member=enrolment.member,
                enrolment=enrolment,
                role=role,
            )
            for mentorship, (mentor, mentee) in zip(made, pairs, strict=True)
            for enrolment, role in (
                (mentor, ParticipantRole.MENTOR),
                (mentee, ParticipantRole.MENTEE),
            )
        ),
        batch_size=BATCH,
    )
    name_mentorships(made)
    introductions = (
        _introductions(mentorship, program, mentor.member, mentee.member)
        for mentorship, (mentor, mentee) in zip(made, pairs, strict=True)
    )
    owe_all([message for both in introductions for message in both], at=at)
    return made


def _refuse_stale(run: Run, kept: Iterable[Pair], *, on: date) -> None:
    stale = queries.stale(run, kept, on=on)
    if stale:
        pair, why = stale[0]
        more = ngettext(
            "So it is with %(number)d other pair.",
            "So it is with %(number)d other pairs.",
            len(stale) - 1,
        ) % {"number": len(stale) - 1}
        first = gettext("%(mentor)s and %(mentee)s: %(why)s") % {
            "mentor": pair.mentor.member,
            "mentee": pair.mentee.member,
            "why": why,
        }
        raise MatchingError(_refusal(first, more if stale[1:] else ""))


def _refusal(why: str, more: str) -> str:
    """Sentences one after the other: what is in the way, how many others, what to do."""
    return " ".join(filter(None, [f"{why}.", more, gettext("Take them out, or run again.")]))


def _introductions(
    mentorship: Mentorship, program: Program, mentor: Member, mentee: Member
) -> list[Message]:
    """To each of the two, who the other is."""
    url = reverse("tracking:mentorship", args=[program.organization.slug, mentorship.pk])
    return [
        Message(
            "matched",
            mentorship,
            [person],
            {
                "program": program.name,
                "url": url,
                "other": other.name,
                "role": role,
                "about": f"{other.title}, {other.department}".strip(", "),
            },
        )
        for person, other, role in ((mentee, mentor, "mentor"), (mentor, mentee, "mentee"))
    ]


def _tell_running(joined: Any, told: set[UUID], *, at: datetime) -> None:
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
            url=reverse("tracking:mentorship", args=[group.program.organization.slug, group.pk]),
        )


def _joined(run: Run) -> Any:
    """The parts that the run's publication added to groups which ran before. Raises MatchingError
    once they have met.
    """
    found = Participant.objects.filter(pk__in=run.figures.get("joined", []))
    if found.filter(
        mentorship__sessions__state="held", mentorship__sessions__starts_at__gte=run.published_at
    ).exists():
        raise MatchingError(
            gettext(
                "Somebody has met with their new group already. Take single people out of it"
                " instead."
            )
        )
    return found


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
    if not rules.can_undo(run, at=at):
        raise MatchingError(
            gettext("A publication can be taken back for %(undo_minutes)s minutes.")
            % {"undo_minutes": rules.UNDO_MINUTES}
        )
    if Mentorship.objects.filter(
        Q(sessions__isnull=False) | Q(goals__isnull=False), run=run
    ).exists():
        raise MatchingError(
            gettext(
                "Somebody has planned a session or a goal already. End single mentorships instead."
            )
        )
    parts = Participant.objects.filter(mentorship__in=made)
    if parts.exclude(left_at=None).exists():
        raise MatchingError(
            gettext("Somebody has left their new group already. End single groups instead.")
        )
    joined = _joined(run)
    new, added = ([part.pk for part in found] for found in (parts, joined))
    told = take_back(kind="matched", subjects=[each.pk for each in made])
    told |= take_back(kind="peered", subjects=[each.pk for each in made])
    told |= take_back(kind="grouped", subjects=[*new, *added]) | take_back(
        kind="group_grows", subjects=new
    )
    _tell_running(joined, take_back(kind="group_grows", subjects=added), at=at)
    people = Member.objects.filter(pk__in=told)
    owe(
        kind="match_withdrawn",
        subject=run,
        recipients=list(people),
        at=at,
        occurrence=at.isoformat(),
        program=run.program.name,
        url=reverse("programs:detail", args=[run.program.organization.slug, run.program_id]),
    )
    record(by=by, action="run.publication_undone", subject=run, at=at, pairs=len(made))
    Mentorship.objects.filter(run=run).delete()
    joined.delete()
    queue_again(enrolments=run.figures.get("queued", []), at=at)
    run.state, run.published_at = RunState.REVIEW, None
    run.save(update_fields=["state", "published_at"])
    return len(made)
