from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mentorship.delivery.actions import mark_read, send_again
from mentorship.delivery.queries import failures, notifications, with_titles
from mentorship.tenancy.access import require_admin
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.forms import ids_in
from mentorship.ui.paging import capped_count, page_by_key
from mentorship.ui.words import counted


@require_GET
def notification_list(request: TenantRequest) -> HttpResponse:
    found = notifications(request.member)
    if request.GET.get("show") == "new":
        found = found.filter(read_at=None)
    page = page_by_key(found, keys=["-created_at", "-id"], after=request.GET.get("after", ""))
    return render(
        request,
        "delivery/notification_list.html",
        {"page": page, "notifications": with_titles(page.rows)},
    )


@require_POST
def open_notification(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Mark as read and go where it leads."""
    delivery = get_object_or_404(notifications(request.member), pk=pk)
    mark_read(member=request.member, at=timezone.now(), ids=[delivery.pk])
    return redirect(
        delivery.context.get("url") or "delivery:notifications", *_slug_if_needed(delivery, request)
    )


def _slug_if_needed(delivery: object, request: TenantRequest) -> list[str]:
    return [] if delivery.context.get("url") else [request.organization.slug]  # type: ignore[attr-defined]


@require_POST
def read_all(request: TenantRequest) -> HttpResponse:
    mark_read(member=request.member, at=timezone.now())
    return redirect("delivery:notifications", request.organization.slug)


@require_GET
@require_admin
def failure_list(request: TenantRequest) -> HttpResponse:
    """Messages that were given up, and a way to send them again."""
    found = failures(request.organization)
    page = page_by_key(found, keys=["-failed_at", "-id"], after=request.GET.get("after", ""))
    number, has_more = capped_count(found)
    context = {"page": page, "rows": with_titles(page.rows), "number": number, "has_more": has_more}
    return render(request, "delivery/failure_list.html", context)


@require_POST
@require_admin
def failure_send(request: TenantRequest) -> HttpResponse:
    """Send the ticked messages again, or all of them."""
    chosen = failures(request.organization)
    if "all" not in request.POST:
        chosen = chosen.filter(pk__in=ids_in(request.POST.getlist("ids")))
    number = send_again(deliveries=chosen, by=request.member, at=timezone.now())
    if number:
        messages.success(
            request, f"{counted(number, 'message is', 'messages are')} on the way again."
        )
    else:
        messages.error(request, "Nothing was selected that can be sent again.")
    return redirect("delivery:failures", request.organization.slug)
