"""The shift from weekly to monthly: proposed with its reasons, answered by either side."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from matching.models import Mentorship
from matching.queries import participants
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe, take_back
from mentorship.tenancy.models import Member, Organization
from mentorship.wording import said
from tracking import cadence, queries
from tracking.actions.errors import TrackingError
from tracking.actions.pulse import current_stage, move_to_stage, refresh_pulse
from tracking.actions.sessions import lock_for, url_of
from tracking.enums import ProposalState
from tracking.models import CadenceProposal, CadenceStage

ASK_AGAIN_DAYS = 28


@transaction.atomic
def propose_shift(*, mentorship: Mentorship, at: datetime) -> CadenceProposal | None:
    """Propose another cadence where the evidence speaks for it; at most one proposal is open.

    A shift that was put off is not proposed again within 28 days; an open one is brought up to
    date.
    """
    if settle_proposal(mentorship=mentorship, at=at):
        return None
    stage = current_stage(mentorship)
    shift = _shift(mentorship, stage, at)
    if shift is None or _put_off_lately(mentorship, stage.stage, shift.to_stage, at):
        return None
    proposal = CadenceProposal.objects.create(
        organization_id=mentorship.organization_id,
        mentorship=mentorship,
        from_stage=stage.stage,
        to_stage=shift.to_stage,
        reasons=list(shift.reasons),
        proposed_at=at,
    )
    record(by=None, action="cadence.proposed", subject=mentorship, at=at, to=shift.to_stage)
    owe(
        kind="cadence_proposed",
        subject=proposal,
        at=at,
        url=url_of(mentorship),
        recipients=[part.member for part in participants(mentorship)],
        stage=said(f"stage.{shift.to_stage}"),
        reasons=said("cadence.bullets", reasons=list(shift.reasons)),
    )
    return proposal


def _shift(mentorship: Mentorship, stage: CadenceStage, at: datetime) -> cadence.Shift | None:
    policy = queries.policy_of(mentorship.program)
    limits = cadence.Policy(
        sessions_per_stage=policy.sessions_per_stage,
        actions_on_time_percent=policy.actions_on_time_percent,
        goal_progress_percent=policy.goal_progress_percent,
        independence=policy.independence,
    )
    return cadence.propose(queries.evidence_of(mentorship, stage, at=at), limits)


@transaction.atomic
def settle_proposal(*, mentorship: Mentorship, at: datetime) -> CadenceProposal | None:
    """The open proposal with the reasons of today; one that nothing speaks for any more is
    withdrawn, and its notice with it.
    """
    proposal = queries.open_proposal(mentorship)
    if proposal is None:
        return None
    shift = _shift(mentorship, current_stage(mentorship), at)
    if shift is None or shift.to_stage != proposal.to_stage:
        CadenceProposal.objects.filter(pk=proposal.pk, state=ProposalState.OPEN).delete()
        take_back(kind="cadence_proposed", subjects=[proposal.pk])
        record(by=None, action="cadence.withdrawn", subject=mentorship, at=at, to=proposal.to_stage)
        return None
    proposal.reasons = list(shift.reasons)
    CadenceProposal.objects.filter(pk=proposal.pk, state=ProposalState.OPEN).update(
        reasons=proposal.reasons
    )
    return proposal


def _put_off_lately(mentorship: Mentorship, from_stage: str, to_stage: str, at: datetime) -> bool:
    """Whether this very shift was put off; another one is another question."""
    put_off = CadenceProposal.objects.filter(
        mentorship=mentorship,
        state=ProposalState.POSTPONED,
        from_stage=from_stage,
        to_stage=to_stage,
    )
    latest = put_off.order_by("-id").first()
    return bool(latest and latest.answered_at and (at - latest.answered_at).days < ASK_AGAIN_DAYS)


def propose_shifts(*, organization: Organization, at: datetime) -> int:
    """Look at every active mentorship; answers how many proposals were made."""
    active = (
        Mentorship.objects.of(organization)
        .active()
        .select_related("program__cadence_policy", "organization")
    )
    return sum(
        propose_shift(mentorship=each, at=at) is not None
        for each in active.iterator(chunk_size=500)
    )


@transaction.atomic
def answer_proposal(
    *, proposal: CadenceProposal, accept: bool, by: Member, at: datetime
) -> CadenceProposal:
    """Accept or put off, once. Raises TrackingError where somebody answered before, or the
    mentorship has ended.
    """
    lock_for(proposal.mentorship, by)
    state = ProposalState.ACCEPTED if accept else ProposalState.POSTPONED
    answered = CadenceProposal.objects.filter(pk=proposal.pk, state=ProposalState.OPEN).update(
        state=state, answered_by=by, answered_at=at
    )
    if not answered:
        raise TrackingError(_("The other side has answered already."))
    proposal.refresh_from_db()
    mentorship = proposal.mentorship
    record(by=by, action=f"cadence.{state}", subject=mentorship, at=at, to=proposal.to_stage)
    if accept:
        reason = said("cadence.reasons", reasons=list(proposal.reasons))
        move_to_stage(
            mentorship=mentorship, stage=proposal.to_stage, on=at.date(), reason=reason, by=by
        )
        others = [part.member for part in participants(mentorship) if part.member_id != by.pk]
        owe(
            kind="cadence_shifted",
            subject=proposal,
            recipients=others,
            at=at,
            other=by.name,
            url=url_of(mentorship),
            stage=said(f"stage.{proposal.to_stage}"),
        )
        refresh_pulse(mentorship=mentorship, at=at)
    return proposal
