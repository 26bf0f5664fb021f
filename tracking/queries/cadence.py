"""How often the people of a mentorship meet, and what is proposed to them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from matching.models import Mentorship, Participant
from matching.queries import mentorships_seen_by
from mentorship.tenancy.models import Member, Organization
from programs.models import CadencePolicy, Program
from tracking import cadence
from tracking.enums import ProposalState
from tracking.models import CadenceProposal, CadenceStage
from tracking.queries.facts import Ids, among

# As many as are read and written together; what they need fits a worker's memory many times over.
CHUNK = 1000


def stages(mentorship: Mentorship) -> list[CadenceStage]:
    """How often the pair met over time, the present stage first."""
    return list(CadenceStage.objects.filter(mentorship=mentorship).order_by("-from_day", "-id"))


def open_proposal(mentorship: Mentorship) -> CadenceProposal | None:
    return CadenceProposal.objects.filter(mentorship=mentorship, state=ProposalState.OPEN).first()


def policy_of(program: Program) -> CadencePolicy:
    return getattr(program, "cadence_policy", None) or CadencePolicy(program=program)


def active_after(organization: Organization, last: UUID | None, *, size: int) -> list[Mentorship]:
    """The next active mentorships by key, with their programs and policies, each read once."""
    active = Mentorship.objects.of(organization).active().order_by("id")
    chunk = list((active.filter(pk__gt=last) if last else active)[:size])
    ids = {mentorship.program_id for mentorship in chunk}
    programs = Program.objects.select_related("cadence_policy").in_bulk(ids)
    for mentorship in chunk:
        mentorship.organization = organization
        mentorship.program = programs[mentorship.program_id]
    return chunk


def active_chunks(organization: Organization) -> Iterator[list[Mentorship]]:
    """All active mentorships, some at a time."""
    last = None
    while chunk := active_after(organization, last, size=CHUNK):
        yield chunk
        last = chunk[-1].pk


def open_proposals(ids: Ids) -> dict[UUID, CadenceProposal]:
    """By mentorship, of which each has at most one."""
    rows = CadenceProposal.objects.filter(mentorship__in=among(ids), state=ProposalState.OPEN)
    return {proposal.mentorship_id: proposal for proposal in rows}


# What led to nothing, and is not asked again for a while.
ENDED = (
    ProposalState.POSTPONED,
    ProposalState.DECLINED,
    ProposalState.OBJECTED,
    ProposalState.EXPIRED,
)
# What was said against it holds until the evidence is another.
REFUSED = (ProposalState.DECLINED, ProposalState.OBJECTED)


def ended_proposals(ids: Ids) -> dict[tuple[UUID, str, str], CadenceProposal]:
    """By (mentorship, from, to), the latest proposal of that shift that led to nothing."""
    latest = (
        CadenceProposal.objects.filter(mentorship__in=among(ids), state__in=ENDED)
        .order_by("mentorship", "from_stage", "to_stage", "-id")
        .distinct("mentorship", "from_stage", "to_stage")
    )
    return {(each.mentorship_id, each.from_stage, each.to_stage): each for each in latest}


def is_silenced(ended: CadenceProposal, reasons: Sequence[cadence.Reason], at: datetime) -> bool:
    """Whether the shift is not proposed again at this moment, for these reasons."""
    if ended.ask_again_at and at < ended.ask_again_at:
        return True
    return ended.state in REFUSED and ended.reasons == list(reasons)


@dataclass(frozen=True)
class Shifting:
    """What the page of a mentorship says of its cadence: a proposal that waits for an answer, or a
    shift that was accepted a moment ago, with what the member may do about it.
    """

    proposal: CadenceProposal | None = None
    shift: CadenceProposal | None = None
    can_object: bool = False
    can_undo: bool = False


def shifting(
    mentorship: Mentorship, member: Member, history: Sequence[CadenceStage], *, at: datetime
) -> Shifting:
    """For one who takes part or looks on; `history` has the present stage first."""
    in_time = Q(answer_by=None) | Q(answer_by__gt=at)
    states = Q(in_time, state=ProposalState.OPEN) | Q(
        state=ProposalState.ACCEPTED, objection_until__gt=at
    )
    found = list(CadenceProposal.objects.filter(states, mentorship=mentorship).order_by("-id"))
    proposal = next((each for each in found if each.state == ProposalState.OPEN), None)
    accepted = (each for each in found if each.state == ProposalState.ACCEPTED)
    shift = next((each for each in accepted if history and began(each, history[0])), None)
    if shift is None:
        return Shifting(proposal)
    is_mine = shift.answered_by_id == member.pk
    return Shifting(
        proposal, shift, can_object=not is_mine, can_undo=is_mine and can_undo(shift, at)
    )


UNDO_WITHIN = timedelta(minutes=10)


def can_undo(shift: CadenceProposal, at: datetime) -> bool:
    return shift.answered_at is not None and at - shift.answered_at <= UNDO_WITHIN


def began(shift: CadenceProposal, stage: CadenceStage) -> bool:
    """Whether this stage is the one that accepting the shift began."""
    return (
        shift.answered_at is not None
        and (stage.stage, stage.by_id) == (shift.to_stage, shift.answered_by_id)
        and stage.from_day == shift.answered_at.date()
    )


def proposals_seen_by(
    member: Member, *, mentorship: UUID | None = None, state: str = ""
) -> QuerySet[CadenceProposal]:
    """Of the mentorships a member may see, latest first; for the API."""
    seen = mentorships_seen_by(member).filter(pk=OuterRef("mentorship"))
    rows = CadenceProposal.objects.filter(Exists(seen), organization=member.organization)
    if mentorship:
        rows = rows.filter(mentorship=mentorship)
    if state:
        rows = rows.filter(state=state)
    return rows.select_related("mentorship__program").order_by("-id")


def people_of(ids: Ids) -> dict[UUID, list[Participant]]:
    """Who takes part in each of these mentorships now."""
    people: dict[UUID, list[Participant]] = {pk: [] for pk in ids}
    rows = Participant.objects.present().filter(mentorship__in=among(ids)).select_related("member")
    for participant in rows.order_by("id"):
        people[participant.mentorship_id].append(participant)
    return people
