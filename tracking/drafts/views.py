"""Drafts over JSON, for the page's own script; who has none of it types as before."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.sent import moment_in
from tracking.actions.errors import TrackingError
from tracking.drafts import actions, queries


@require_http_methods(["GET", "PUT", "DELETE"])
def draft(request: TenantRequest, form: str, pk: UUID) -> HttpResponse:
    """The member's own alone, of a form and what it is about."""
    queries.check_subject(request.member, form, pk)
    if request.method == "PUT":
        return _put(request, form, pk)
    if request.method == "DELETE":
        device, seen = request.GET.get("device", ""), moment_in(request.GET.get("seen", ""))
        actions.drop_drafts(form=form, subject=pk, device=device, seen=seen, by=request.member)
        return HttpResponse(status=204)
    found = queries.newest(request.member, form, pk)
    # To the microsecond: it comes back as what the page had seen.
    known = found and {"device": found.device, "saved_at": found.saved_at.isoformat()}
    return JsonResponse({"draft": found and {**found.values, **(known or {})}})


def form_sent(request: TenantRequest, form: str, subject: UUID) -> None:
    """The form was sent and written, in the transaction of the request: its draft goes."""
    device = request.POST.get("draft_device", "")
    if device:
        seen = moment_in(request.POST.get("draft_seen", ""))
        actions.drop_drafts(form=form, subject=subject, device=device, seen=seen, by=request.member)


def _put(request: TenantRequest, form: str, pk: UUID) -> HttpResponse:
    sent = _read(request)
    if sent is None or not isinstance(sent.get("device"), str):
        return JsonResponse({"error": "malformed"}, status=400)
    if sent.get("user") != str(request.member.user_id):
        # A page of somebody who has signed out since: it is not for whoever came after them.
        return JsonResponse({"error": "somebody else"}, status=409)
    values = {name: sent.get(name, {}) for name in ("values", "rows")}
    try:
        saved = actions.save_draft(
            form=form,
            subject=pk,
            device=sent["device"],
            values=values,
            by=request.member,
            at=timezone.now(),
        )
    except TrackingError as error:
        return JsonResponse({"error": str(error)}, status=413)
    return JsonResponse({"saved_at": saved.saved_at.isoformat()})


def _read(request: TenantRequest) -> dict[str, Any] | None:
    """What was sent; None where it is no JSON object or far too long."""
    if len(request.body) > 2 * actions.SIZE_AT_MOST:
        return None
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return sent if isinstance(sent, dict) else None
