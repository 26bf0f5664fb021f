from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorship.delivery.actions import (
    add_hook,
    change_hook,
    mark_read,
    remove_hook,
    send_again,
    set_preferences,
    set_unsubscribed,
    test_hook,
)
from mentorship.delivery.actions.chat import HookError
from mentorship.delivery.email import read_stop
from mentorship.delivery.forms import HookForm, PreferencesForm
from mentorship.delivery.models import ChatHook
from mentorship.delivery.queries import (
    failures,
    hooks_with_state,
    notifications,
    preferences_of,
    with_titles,
)
from mentorship.delivery.scopes import scopes_for
from mentorship.tenancy.access import public, require_admin
from mentorship.tenancy.models import Member
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.forms import ids_in
from mentorship.ui.paging import capped_count, page_by_key


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
            request,
            ngettext(
                "%(number)d message is on the way again.",
                "%(number)d messages are on the way again.",
                number,
            )
            % {"number": number},
        )
    else:
        messages.error(request, _("Nothing was selected that can be sent again."))
    return redirect("delivery:failures", request.organization.slug)


@require_http_methods(["GET", "POST"])
def preferences(request: TenantRequest) -> HttpResponse:
    """What the person who is signed in wishes to hear of."""
    form = PreferencesForm(
        request.POST or None, stored=preferences_of(request.member), member=request.member
    )
    if request.method == "POST" and form.is_valid():
        member = request.member
        set_preferences(member=member, by=member, at=timezone.now(), **form.values())
        messages.success(request, _("Your wishes are saved."))
        return redirect("delivery:preferences", request.organization.slug)
    context = {"form": form, "zone": request.member.zone.replace("_", " ")}
    return render(request, "delivery/preferences.html", context, status=422 if form.errors else 200)


@csrf_exempt
@public
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: TenantRequest, token: str) -> HttpResponse:
    """End e-mails of one category by the link in one of them; looking at the page changes nothing.

    A mail program posts here by itself (RFC 8058), with no cookie and no sign-in.
    """
    try:
        pk, category = read_stop(token)
    except (signing.BadSignature, ValueError) as error:
        raise Http404 from error
    member = get_object_or_404(Member.objects.of(request.organization), pk=pk)
    is_off = "undo" not in request.POST
    if request.method == "POST":
        set_unsubscribed(member=member, category=category, is_off=is_off, at=timezone.now())
    context = {
        "category": category.label,
        "is_done": request.method == "POST",
        "is_off": is_off,
        "email": member.email,
    }
    return render(request, "delivery/stop.html", context)


@require_GET
@require_admin
def hook_list(request: TenantRequest) -> HttpResponse:
    names = dict(scopes_for(request.member))
    hooks = hooks_with_state(request.organization)
    for hook in hooks:
        hook.scope_name = names.get(hook.scope_id, "")
    return render(request, "delivery/hook_list.html", {"hooks": hooks})


@require_http_methods(["GET", "POST"])
@require_admin
def hook_add(request: TenantRequest) -> HttpResponse:
    return _hook_form(request, None)


@require_http_methods(["GET", "POST"])
@require_admin
def hook_edit(request: TenantRequest, pk: UUID) -> HttpResponse:
    return _hook_form(request, _hook(request, pk))


def _hook_form(request: TenantRequest, hook: ChatHook | None) -> HttpResponse:
    form = HookForm(request.POST or None, scopes=scopes_for(request.member), hook=hook)
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "by": request.member, "at": timezone.now()}
        try:
            if hook:
                change_hook(hook=hook, **values)
            else:
                add_hook(**values)
        except HookError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(
                request, _("The channel is saved. Send a test message to see it arrive.")
            )
            return redirect("delivery:hooks", request.organization.slug)
    context = {"form": form, "hook": hook}
    return render(request, "delivery/hook_edit.html", context, status=422 if form.errors else 200)


@require_POST
@require_admin
def hook_test(request: TenantRequest, pk: UUID) -> HttpResponse:
    hook = _hook(request, pk)
    test_hook(hook=hook, by=request.member, at=timezone.now())
    messages.success(request, _("A test message is on its way to %(hook)s.") % {"hook": hook})
    return redirect("delivery:hooks", request.organization.slug)


@require_POST
@require_admin
def hook_remove(request: TenantRequest, pk: UUID) -> HttpResponse:
    hook = _hook(request, pk)
    remove_hook(hook=hook, by=request.member, at=timezone.now())
    messages.success(request, _("%(hook)s hears nothing more.") % {"hook": hook})
    return redirect("delivery:hooks", request.organization.slug)


def _hook(request: TenantRequest, pk: UUID) -> ChatHook:
    return get_object_or_404(ChatHook, organization=request.organization, pk=pk)
