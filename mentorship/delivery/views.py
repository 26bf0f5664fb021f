from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mentorship.delivery.actions import mark_read
from mentorship.delivery.queries import notifications, with_titles
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.paging import page_by_key


@require_GET
def notification_list(request: TenantRequest) -> HttpResponse:
    found = notifications(request.member)
    if request.GET.get("show") == "new":
        found = found.filter(read_at=None)
    page = page_by_key(found, keys=["-created_at", "-id"], after=request.GET.get("after", ""))
    return render(request, "delivery/notification_list.html", {"page": page, "notifications": with_titles(page.rows)})


@require_POST
def open_notification(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Mark as read and go where it leads."""
    delivery = get_object_or_404(notifications(request.member), pk=pk)
    mark_read(member=request.member, at=timezone.now(), ids=[delivery.pk])
    return redirect(delivery.context.get("url") or "delivery:notifications", *_slug_if_needed(delivery, request))


def _slug_if_needed(delivery: object, request: TenantRequest) -> list[str]:
    return [] if delivery.context.get("url") else [request.organization.slug]  # type: ignore[attr-defined]


@require_POST
def read_all(request: TenantRequest) -> HttpResponse:
    mark_read(member=request.member, at=timezone.now())
    return redirect("delivery:notifications", request.organization.slug)
