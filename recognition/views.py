from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mentorship.tenancy.access import require_internal
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.paging import page_by_key
from recognition import actions, queries
from recognition.models import Award


@require_GET
@require_internal
def wall(request: TenantRequest) -> HttpResponse:
    page = page_by_key(
        queries.wall(request.organization),
        keys=["-consented_at", "-id"],
        after=request.GET.get("after", ""),
    )
    context = {"page": page, "mine": queries.awards_of(request.member)}
    return render(request, "recognition/wall.html", context)


@require_POST
def consent(request: TenantRequest, pk: UUID) -> HttpResponse:
    award = get_object_or_404(
        Award.objects.select_related("badge", "member"),
        organization=request.organization,
        member=request.member,
        pk=pk,
    )
    shown = request.POST.get("show") == "1"
    actions.set_consent(award=award, consents=shown, by=request.member, at=timezone.now())
    messages.success(
        request, _("Your badge is on the wall.") if shown else _("It is off the wall.")
    )
    return redirect("recognition:wall", request.organization.slug)
