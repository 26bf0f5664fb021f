"""The shift from weekly to monthly: proposed with its reasons, brought up to date, withdrawn. Its
answers are in `shifts.py`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from matching.models import Mentorship, Participant
from mentorship.audit.actions import record_many
from mentorship.delivery.actions import Message, owe_all, take_back
from mentorship.tenancy.models import Organization
from mentorship.wording import said
from tracking import cadence, queries
from tracking.actions.pulse import courses_of
from tracking.actions.sessions import url_of
from tracking.enums import ProposalState
from tracking.models import CadenceProposal

ANSWER_WITHIN = timedelta(days=14)
# After nobody answered.
ASK_AGAIN = timedelta(days=28)


def propose_shift(*, mentorship: Mentorship, at: datetime) -> CadenceProposal | None:
    """Propose another cadence where the evidence speaks for it; at most one proposal is open.

    A shift that led to nothing is not proposed again for a while (`queries.is_silenced`); an open
    one is brought up to date, and withdrawn where its time is over.
    """
    return next(iter(propose_chunk(courses=courses_of([mentorship], at=at), at=at)), None)


@transaction.atomic
def propose_chunk(*, courses: Sequence[queries.Course], at: datetime) -> list[CadenceProposal]:
    """The same for many, by how they go; returns what is new."""
    shifts = _shifts(courses, at)
    kept = _settle(courses, shifts, at)
    asked = set(shifts) - {proposal.mentorship_id for proposal in kept}
    ended = queries.ended_proposals(asked) if asked else {}
    wanted = {}
    for course in courses:
        if (pk := course.mentorship.pk) in asked:
            stage, shift = course.stage.stage, shifts[pk]
            before = ended.get((pk, stage, shift.to_stage))
            if before is None or not queries.is_silenced(before, shift.reasons, at):
                wanted[pk] = _proposal(course.mentorship, stage, shift, at)
    return _propose(wanted, at)


def _shifts(courses: Sequence[queries.Course], at: datetime) -> dict[UUID, cadence.Shift]:
    """By mentorship, what the evidence of each speaks for, where it does."""
    evidence = queries.evidence_of(courses, at=at)
    shifts = {}
    for course in courses:
        rules = queries.policy_of(course.mentorship.program).rules
        if shift := cadence.propose(evidence[course.mentorship.pk], rules):
            shifts[course.mentorship.pk] = shift
    return shifts


def _proposal(
    mentorship: Mentorship, from_stage: str, shift: cadence.Shift, at: datetime
) -> CadenceProposal:
    return CadenceProposal(
        organization_id=mentorship.organization_id,
        mentorship=mentorship,
        from_stage=from_stage,
        to_stage=shift.to_stage,
        reasons=list(shift.reasons),
        proposed_at=at,
        answer_by=at + ANSWER_WITHIN,
    )


def _propose(wanted: Mapping[UUID, CadenceProposal], at: datetime) -> list[CadenceProposal]:
    """Write the proposals, by mentorship, and tell of them; where another worker was first, its
    proposal stands and nothing is told twice.
    """
    if not wanted:
        return []
    CadenceProposal.objects.bulk_create(wanted.values(), ignore_conflicts=True)
    keys = [proposal.pk for proposal in wanted.values()]
    written = set(CadenceProposal.objects.filter(pk__in=keys).values_list("pk", flat=True))
    made = [proposal for proposal in wanted.values() if proposal.pk in written]
    _record("cadence.proposed", made, at)
    people = queries.people_of([proposal.mentorship_id for proposal in made])
    owe_all((_message(proposal, people[proposal.mentorship_id], at) for proposal in made), at=at)
    return made


def _message(proposal: CadenceProposal, people: Sequence[Participant], at: datetime) -> Message:
    context = {
        "url": url_of(proposal.mentorship),
        "scope": str(proposal.mentorship.program_id),
        "stage": said(f"stage.{proposal.to_stage}"),
        "answer_by": said("cadence.until", moment=(at + ANSWER_WITHIN).isoformat()),
        "reasons": said("cadence.bullets", reasons=list(proposal.reasons)),
    }
    recipients = [participant.member for participant in people]
    return Message("cadence_proposed", proposal, recipients, context)


def _record(action: str, proposals: Sequence[CadenceProposal], at: datetime) -> None:
    by_stage: dict[str, list[Mentorship]] = defaultdict(list)
    for proposal in proposals:
        by_stage[proposal.to_stage].append(proposal.mentorship)
    for stage, mentorships in by_stage.items():
        record_many(by=None, action=action, subjects=mentorships, at=at, to=stage)


@transaction.atomic
def settle_proposal(*, mentorship: Mentorship, at: datetime) -> CadenceProposal | None:
    """The open proposal with the reasons of today; one that nothing speaks for any more is
    withdrawn, and its notice with it.
    """
    if queries.open_proposal(mentorship) is None:
        return None
    courses = courses_of([mentorship], at=at)
    return next(iter(_settle(courses, _shifts(courses, at), at)), None)


def _settle(
    courses: Sequence[queries.Course], shifts: Mapping[UUID, cadence.Shift], at: datetime
) -> list[CadenceProposal]:
    """The open proposals that stand, after the others are withdrawn; one whose time is over counts
    as ended.
    """
    open_ones = queries.open_proposals([course.mentorship.pk for course in courses])
    kept, changed, gone, over = [], [], [], []
    for course in courses:
        pk = course.mentorship.pk
        proposal, shift = open_ones.get(pk), shifts.get(pk)
        if proposal is None:
            continue
        proposal.mentorship = course.mentorship
        if shift is None or _steps(proposal) != (course.stage.stage, shift.to_stage):
            gone.append(proposal)
            continue
        if proposal.answer_by and proposal.answer_by <= at:
            over.append(proposal)
            continue
        kept.append(proposal)
        if proposal.reasons != list(shift.reasons):
            proposal.reasons = list(shift.reasons)
            changed.append(proposal)
    for proposal in changed:
        _if_open([proposal]).update(reasons=proposal.reasons)
    _withdraw(gone, at)
    _expire(over, at)
    return kept


def _steps(proposal: CadenceProposal) -> tuple[str, str]:
    return proposal.from_stage, proposal.to_stage


def _withdraw(proposals: Sequence[CadenceProposal], at: datetime) -> None:
    if proposals:
        _if_open(proposals).delete()
        take_back(kind="cadence_proposed", subjects=[proposal.pk for proposal in proposals])
        _record("cadence.withdrawn", proposals, at)


def _expire(proposals: Sequence[CadenceProposal], at: datetime) -> None:
    if proposals:
        _if_open(proposals).update(
            state=ProposalState.EXPIRED, ask_again_at=F("answer_by") + ASK_AGAIN
        )
        take_back(kind="cadence_proposed", subjects=[proposal.pk for proposal in proposals])
        _record("cadence.expired", proposals, at)


def _if_open(proposals: Sequence[CadenceProposal]) -> QuerySet[CadenceProposal]:
    """Those that nobody has answered meanwhile."""
    keys = [proposal.pk for proposal in proposals]
    return CadenceProposal.objects.filter(pk__in=keys, state=ProposalState.OPEN)


def propose_shifts(*, organization: Organization, at: datetime) -> int:
    """Look at every active mentorship; returns how many proposals were made."""
    return sum(
        len(propose_chunk(courses=courses_of(chunk, at=at), at=at))
        for chunk in queries.active_chunks(organization)
    )
