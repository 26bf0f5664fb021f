"""How a proposed cadence is answered, what the others may say against it, and how an admin sets
one.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from matching.models import Mentorship
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe, take_back
from mentorship.tenancy.models import Member
from mentorship.tenancy.rules import check_admin
from mentorship.text import one_line
from mentorship.ui.words import inside
from mentorship.wording import Said, said
from programs.cadence import rank
from programs.enums import Stage
from tracking import queries
from tracking.actions.errors import TrackingError
from tracking.actions.pulse import courses_of, current_stage, move_to_stage, refresh_pulse
from tracking.actions.series import stop_repeating
from tracking.actions.sessions import lock_active, lock_for, url_of
from tracking.enums import Health, ProposalState
from tracking.models import CadenceProposal, CadenceStage

OBJECT_WITHIN = timedelta(days=3)
# What was said against a shift keeps it away so long at least.
NOT_BEFORE = timedelta(weeks=8)
WEEKS_OFF, USUAL_WEEKS_OFF = (2, 4, 8), 4
REASON_AT_MOST = 200


@transaction.atomic
def accept_shift(*, proposal: CadenceProposal, by: Member, at: datetime) -> CadenceProposal:
    """They meet otherwise from now on; the others are told, and may object for three days.

    Raises TrackingError where it was answered before, its time is over, or the mentorship has ended
    or needs attention by now.
    """
    locked, people = lock_for(proposal.mentorship, by)
    if current_stage(locked).stage != proposal.from_stage:
        raise TrackingError(_("The cadence has changed since then."))
    if _is_fewer(proposal) and _needs_attention(locked, at):
        raise TrackingError(
            _("Things have changed: this is no time to meet less often. Talk about it first.")
        )
    until = at + OBJECT_WITHIN
    answered = _answer(proposal, ProposalState.ACCEPTED, by=by, at=at, objection_until=until)
    reason = said("cadence.reasons", reasons=list(answered.reasons))
    _move(locked, answered.to_stage, reason, by=by, at=at)
    _tell(
        "cadence_shifted",
        answered,
        _others(people, by),
        at=at,
        other=by.name,
        stage=_stage(answered.to_stage),
        until=said("cadence.until", moment=until.isoformat()),
    )
    refresh_pulse(mentorship=locked, at=at)
    return answered


def _move(
    mentorship: Mentorship, stage: str, reason: Said, *, by: Member, at: datetime
) -> CadenceStage:
    """They meet otherwise from now on; what repeated as before does so no more."""
    stop_repeating(mentorship=mentorship, stage=stage, by=by, at=at)
    return move_to_stage(mentorship=mentorship, stage=stage, on=at.date(), reason=reason, by=by)


@transaction.atomic
def put_off_shift(
    *, proposal: CadenceProposal, weeks: int = USUAL_WEEKS_OFF, by: Member, at: datetime
) -> CadenceProposal:
    """Not asked again for 2, 4 or 8 weeks. Raises TrackingError as above."""
    lock_for(proposal.mentorship, by)
    if weeks not in WEEKS_OFF:
        raise TrackingError(_("Put it off for 2, 4 or 8 weeks."))
    again = at + timedelta(weeks=weeks)
    return _answer(proposal, ProposalState.POSTPONED, by=by, at=at, ask_again_at=again)


@transaction.atomic
def decline_shift(
    *, proposal: CadenceProposal, reason: str, by: Member, at: datetime
) -> CadenceProposal:
    """They go on as they are; the others read why. Not asked again for eight weeks, nor before the
    evidence is another. Raises TrackingError as above, and without a reason.
    """
    _locked, people = lock_for(proposal.mentorship, by)
    answered = _answer(
        proposal,
        ProposalState.DECLINED,
        by=by,
        at=at,
        ask_again_at=at + NOT_BEFORE,
        reason=_line(reason),
    )
    _tell(
        "cadence_declined",
        answered,
        _others(people, by),
        at=at,
        other=by.name,
        stage=_stage(answered.from_stage),
        reason=answered.reason,
    )
    return answered


@transaction.atomic
def object_to_shift(*, proposal: CadenceProposal, by: Member, at: datetime) -> CadenceProposal:
    """They meet as before; everybody is told. Raises TrackingError for the one who accepted, after
    three days, and where the cadence has changed since.
    """
    locked, people = lock_for(proposal.mentorship, by)
    shift = _accepted(proposal)
    if shift.answered_by_id == by.pk:
        raise TrackingError(_("You have accepted this yourself; somebody else may object."))
    if shift.objection_until is None or shift.objection_until <= at:
        raise TrackingError(_("The three days to object are over."))
    shift.state, shift.ask_again_at = ProposalState.OBJECTED, at + NOT_BEFORE
    shift.save(update_fields=["state", "ask_again_at"])
    _move(locked, shift.from_stage, said("cadence.objected"), by=by, at=at)
    record(by=by, action="cadence.objected", subject=locked, at=at, to=shift.from_stage)
    take_back(kind="cadence_shifted", subjects=[shift.pk])
    stage = _stage(shift.from_stage)
    _tell("cadence_objected", shift, _others(people, by), at=at, other=by.name, stage=stage)
    refresh_pulse(mentorship=locked, at=at)
    return shift


@transaction.atomic
def undo_shift(*, proposal: CadenceProposal, by: Member, at: datetime) -> CadenceProposal:
    """Take an acceptance back within ten minutes, by the one who gave it: the proposal waits again,
    and who has heard of the shift is told. Raises TrackingError.
    """
    locked, people = lock_for(proposal.mentorship, by)
    shift = _accepted(proposal)
    if shift.answered_by_id != by.pk:
        raise TrackingError(_("Only whoever accepted it can take that back. You can object."))
    if not queries.can_undo(shift, at):
        raise TrackingError(_("The ten minutes to take it back are over."))
    current_stage(locked).delete()
    CadenceProposal.objects.filter(mentorship=locked, state=ProposalState.OPEN).delete()
    shift.state = ProposalState.OPEN
    shift.answered_at = shift.answered_by = shift.objection_until = None
    shift.save(update_fields=["state", "answered_at", "answered_by", "objection_until"])
    record(by=by, action="cadence.undone", subject=locked, at=at, to=shift.from_stage)
    told = _among(people, take_back(kind="cadence_shifted", subjects=[shift.pk]))
    stage = _stage(shift.from_stage)
    _tell("cadence_undone", shift, told, at=at, other=by.name, stage=stage)
    refresh_pulse(mentorship=locked, at=at)
    return shift


@transaction.atomic
def set_cadence(
    *, mentorship: Mentorship, stage: str, reason: str, by: Member, at: datetime
) -> CadenceStage:
    """An admin sets how often they meet, with a reason that they read; an open proposal is
    overtaken by it. Raises NotAllowedError, and TrackingError where they meet so already.
    """
    check_admin(by, mentorship.organization_id)
    locked, people = lock_active(mentorship)
    if stage not in Stage.values:
        raise TrackingError(_("Choose how often they meet."))
    if current_stage(locked).stage == stage:
        words = _("They meet %(stage)s already.")
        raise TrackingError(words % {"stage": inside(Stage(stage).label)})
    line = _line(reason)
    _overtake(locked, by=by, at=at)
    set_to = _move(locked, stage, said("cadence.set", words=line), by=by, at=at)
    record(by=by, action="cadence.set", subject=locked, at=at, to=stage)
    owe(
        kind="cadence_set",
        subject=set_to,
        recipients=people,
        at=at,
        url=url_of(locked),
        stage=_stage(stage),
        reason=line,
    )
    refresh_pulse(mentorship=locked, at=at)
    return set_to


def _answer(
    proposal: CadenceProposal, state: ProposalState, *, by: Member, at: datetime, **values: Any
) -> CadenceProposal:
    """Once, while it is open and its time is not over."""
    waiting = CadenceProposal.objects.filter(pk=proposal.pk, state=ProposalState.OPEN)
    if waiting.filter(answer_by__lte=at).exists():
        raise TrackingError(_("The time to answer is over; nothing has changed."))
    if not waiting.update(state=state, answered_by=by, answered_at=at, **values):
        raise TrackingError(_("This was answered already, or is not proposed any more."))
    answered = CadenceProposal.objects.select_related("mentorship__organization").get(
        pk=proposal.pk
    )
    action = f"cadence.{state}"
    record(by=by, action=action, subject=answered.mentorship, at=at, to=answered.to_stage)
    return answered


def _accepted(proposal: CadenceProposal) -> CadenceProposal:
    """The accepted shift as it stands, locked, while its stage is the present one."""
    rows = CadenceProposal.objects.select_for_update(no_key=True, of=("self",))
    shift = rows.filter(pk=proposal.pk).first()
    if shift is None or shift.state != ProposalState.ACCEPTED:
        raise TrackingError(_("This shift was taken back already."))
    if not queries.began(shift, current_stage(shift.mentorship)):
        raise TrackingError(_("The cadence has changed since then."))
    return shift


def _overtake(mentorship: Mentorship, *, by: Member, at: datetime) -> None:
    open_one = queries.open_proposal(mentorship)
    if open_one is None:
        return
    CadenceProposal.objects.filter(pk=open_one.pk, state=ProposalState.OPEN).update(
        state=ProposalState.OVERRIDDEN, answered_by=by, answered_at=at
    )
    take_back(kind="cadence_proposed", subjects=[open_one.pk])


def _needs_attention(mentorship: Mentorship, at: datetime) -> bool:
    [course] = courses_of([mentorship], at=at)
    return course.health(at=at).health in {Health.ATTENTION, Health.AT_RISK}


def _is_fewer(proposal: CadenceProposal) -> bool:
    return rank(proposal.to_stage) > rank(proposal.from_stage)


def _line(reason: str) -> str:
    line = one_line(reason).strip()
    if not line:
        raise TrackingError(_("Say in a line why."))
    return line[:REASON_AT_MOST]


def _stage(stage: str) -> Said:
    return said(f"stage.{stage}")


def _others(people: Iterable[Member], by: Member) -> list[Member]:
    return [person for person in people if person.pk != by.pk]


def _among(people: Iterable[Member], ids: Collection[UUID]) -> list[Member]:
    return [person for person in people if person.pk in ids]


def _tell(
    kind: str, proposal: CadenceProposal, people: list[Member], *, at: datetime, **context: Any
) -> None:
    # A shift that was taken back and accepted again is told again.
    owe(
        kind=kind,
        subject=proposal,
        recipients=people,
        at=at,
        occurrence=at.isoformat(),
        url=url_of(proposal.mentorship),
        **context,
    )
