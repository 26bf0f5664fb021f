"""How often the people of a mentorship meet, and what is proposed to them."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from matching.models import Mentorship, Participant
from mentorship.tenancy.models import Organization
from programs.models import CadencePolicy, Program
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


def put_off_since(ids: Ids, moment: datetime) -> set[tuple[UUID, str, str]]:
    """(mentorship, from, to) of each shift whose latest proposal was put off after the moment."""
    latest = (
        CadenceProposal.objects.filter(mentorship__in=among(ids), state=ProposalState.POSTPONED)
        .order_by("mentorship", "from_stage", "to_stage", "-id")
        .distinct("mentorship", "from_stage", "to_stage")
    )
    return {
        (proposal.mentorship_id, proposal.from_stage, proposal.to_stage)
        for proposal in latest
        if proposal.answered_at and proposal.answered_at > moment
    }


def people_of(ids: Ids) -> dict[UUID, list[Participant]]:
    """Who takes part in each of these mentorships now."""
    people: dict[UUID, list[Participant]] = {pk: [] for pk in ids}
    rows = Participant.objects.present().filter(mentorship__in=among(ids)).select_related("member")
    for participant in rows.order_by("id"):
        people[participant.mentorship_id].append(participant)
    return people
