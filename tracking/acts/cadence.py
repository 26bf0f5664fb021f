"""What can be said to a proposed cadence from the message about it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.forms import Form
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.acts.registry import Act
from mentorship.tenancy.models import Member
from mentorship.ui.words import inside
from mentorship.wording import Said, said
from tracking import queries
from tracking.actions import shifts
from tracking.actions.errors import TrackingError
from tracking.actions.sessions import url_of
from tracking.enums import ProposalState
from tracking.forms import cadence as cadence_forms
from tracking.models import CadenceProposal


def _proposal(pk: UUID, member: Member) -> CadenceProposal | None:
    return queries.proposal_of(member, pk)


def _ask(proposal: CadenceProposal, _member: Member) -> str:
    if proposal.state != ProposalState.OPEN:
        raise TrackingError(
            _("This is closed: %(state)s.") % {"state": inside(proposal.get_state_display())}
        )
    return _("You meet %(old)s now. The proposal is to meet %(new)s.") % {
        "old": inside(proposal.get_from_stage_display()),
        "new": inside(proposal.get_to_stage_display()),
    }


def _text(proposal: CadenceProposal, _member: Member) -> str:
    return "\n".join(f"- {reason}" for reason in proposal.reasons)


def _accept(proposal: CadenceProposal, *, by: Member, at: datetime) -> Said:
    shifts.accept_shift(proposal=proposal, by=by, at=at)
    return said("act.cadence_accepted", stage=said(f"stage.{proposal.to_stage}"))


def _put_off(proposal: CadenceProposal, *, by: Member, at: datetime) -> Said:
    shifts.put_off_shift(proposal=proposal, by=by, at=at)
    return said("act.cadence_put_off", stage=said(f"stage.{proposal.from_stage}"))


def _decline(proposal: CadenceProposal, *, by: Member, at: datetime, reason: str) -> Said:
    shifts.decline_shift(proposal=proposal, reason=reason, by=by, at=at)
    return said("act.cadence_declined", stage=said(f"stage.{proposal.from_stage}"))


def _ask_object(proposal: CadenceProposal, member: Member) -> str:
    if proposal.state != ProposalState.ACCEPTED or proposal.answered_by_id == member.pk:
        raise TrackingError(_("There is nothing to object to any more."))
    return _("You go back to meeting %(old)s, and the others are told.") % {
        "old": inside(proposal.get_from_stage_display())
    }


def _object(proposal: CadenceProposal, *, by: Member, at: datetime) -> Said:
    shifts.object_to_shift(proposal=proposal, by=by, at=at)
    return said("act.cadence_declined", stage=said(f"stage.{proposal.from_stage}"))


def _reason_form(_proposal: CadenceProposal, _member: Member, data: Any) -> Form:
    return cadence_forms.DeclineForm(data)


def _url(proposal: CadenceProposal) -> str:
    return url_of(proposal.mentorship)


ACTS = (
    Act(
        "cadence.accept",
        gettext_lazy("Accept"),
        gettext_lazy("Accept the new cadence"),
        _proposal,
        _ask,
        _accept,
        _url,
        text=_text,
    ),
    Act(
        "cadence.put_off",
        gettext_lazy("Put it off"),
        gettext_lazy("Put it off for four weeks"),
        _proposal,
        _ask,
        _put_off,
        _url,
        text=_text,
    ),
    Act(
        "cadence.decline",
        gettext_lazy("Decline"),
        gettext_lazy("Decline the new cadence"),
        _proposal,
        _ask,
        _decline,
        _url,
        form=_reason_form,
        text=_text,
    ),
    Act(
        "cadence.object",
        gettext_lazy("Object"),
        gettext_lazy("Go back to how it was"),
        _proposal,
        _ask_object,
        _object,
        _url,
        text=_text,
    ),
)
