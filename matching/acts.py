"""How a mentor answers a request from the message about it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.forms import Form
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching import forms
from matching.actions import requests
from matching.actions.errors import MatchingError
from matching.enums import RequestState
from matching.models import Request
from mentorship.acts.registry import Act
from mentorship.tenancy.models import Member
from mentorship.ui.words import inside
from mentorship.wording import Said, said


def _request(pk: UUID, member: Member) -> Request | None:
    found = Request.objects.filter(
        organization=member.organization_id, pk=pk, mentor__member=member
    )
    return found.select_related("mentor__member", "mentee__member", "program__organization").first()


def _ask(request: Request, _member: Member) -> str:
    if request.state != RequestState.ASKED:
        raise MatchingError(
            _("This request is closed: %(state)s.") % {"state": inside(request.get_state_display())}
        )
    return _("%(mentee)s asks you to be their mentor in “%(program)s”.") % {
        "mentee": request.mentee.member.name,
        "program": request.program.name,
    }


def _text(request: Request, _member: Member) -> str:
    return request.message


def _accept(request: Request, *, by: Member, at: datetime) -> Said:
    requests.accept(request=request, by=by, at=at, on=timezone.localdate(at))
    return said("act.request_accepted", mentee=request.mentee.member.name)


def _decline(
    request: Request,
    *,
    by: Member,
    at: datetime,
    reason: str,
    words: str,
    until: date | None = None,
) -> Said:
    on = timezone.localdate(at)
    requests.decline(request=request, reason=reason, words=words, until=until, by=by, at=at, on=on)
    if until:
        return said(
            "act.request_declined_until", mentee=request.mentee.member.name, until=until.isoformat()
        )
    return said("act.request_declined", mentee=request.mentee.member.name)


def _decline_form(_request: Request, _member: Member, data: Any) -> Form:
    return forms.DeclineForm(data)


def _unavailable_form(_request: Request, _member: Member, data: Any) -> Form:
    return forms.UnavailableForm(data)


def _url(request: Request) -> str:
    return reverse("matching:request", args=[request.program.organization.slug, request.pk])


ACTS = (
    Act(
        "request.accept",
        gettext_lazy("Accept"),
        gettext_lazy("Accept the request"),
        _request,
        _ask,
        _accept,
        _url,
        text=_text,
    ),
    Act(
        "request.decline",
        gettext_lazy("Decline"),
        gettext_lazy("Decline the request"),
        _request,
        _ask,
        _decline,
        _url,
        form=_decline_form,
        text=_text,
    ),
    Act(
        "request.unavailable",
        gettext_lazy("Decline, and no more requests for now"),
        gettext_lazy("Decline, and no more until then"),
        _request,
        _ask,
        _decline,
        _url,
        form=_unavailable_form,
        text=_text,
    ),
)
