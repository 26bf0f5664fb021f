"""Pages that belong to no organisation."""

import mailbox
import time
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.core.cache import caches
from django.db import DatabaseError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET, require_http_methods
from redis.exceptions import RedisError

from mentorship.accounts.actions import create_user
from mentorship.accounts.forms import FirstOwnerForm
from mentorship.delivery.queries import oldest_owed_seconds, recent_outcomes
from mentorship.delivery.tasks import BEAT_KEY
from mentorship.tenancy.actions import create_organization
from mentorship.tenancy.models import Organization
from mentorship.tenancy.queries import memberships_of

BEAT_MAY_BE_OLD = 180
MESSAGE_MAY_WAIT = 900


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """Send people to where they work; the first visitor of an empty installation sets it up."""
    if not request.user.is_authenticated:
        if not Organization.objects.exists():
            return redirect("first-owner")
        return redirect("account_login")
    memberships = memberships_of(request.user.pk)
    if len(memberships) == 1:
        return redirect("home", memberships[0].organization.slug)
    return render(request, "ui/front.html", {"memberships": memberships})


@require_http_methods(["GET", "POST"])
def first_owner(request: HttpRequest) -> HttpResponse:
    """Make the first organisation and its owner; open only while there is none."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Two first visitors at once must not both become the first.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('first-owner'))")
        if Organization.objects.exists():
            raise Http404
        form = FirstOwnerForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            values = form.cleaned_data
            user = create_user(email=values["email"], password=values["password"])
            owner = create_organization(
                name=values["organization"],
                owner_email=user.email,
                owner_name=values["name"],
                user=user,
                time_zone=values["time_zone"],
                at=timezone.now(),
            )
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect("home", owner.organization.slug)
    return render(request, "ui/first_owner.html", {"form": form})


@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether this installation can do its work; 503 names what cannot."""
    state = readiness()
    return JsonResponse(state, status=200 if state["ready"] else 503)


def readiness() -> dict[str, Any]:
    """Database, broker, seconds since beat's last round, seconds the oldest owed message has
    waited, and the e-mails sent and given up within the hour.
    """
    state: dict[str, Any] = dict.fromkeys(
        ("beat_age", "oldest_message", "sent_messages", "failed_messages")
    )
    state |= {"database": False, "broker": False, "mail": False}
    try:
        with transaction.atomic():
            state["oldest_message"] = round(oldest_owed_seconds(timezone.now()), 1)
            recent = recent_outcomes(timezone.now())
        state |= {"sent_messages": recent.sent, "failed_messages": recent.failed}
        state["mail"] = not recent.is_alarming and state["oldest_message"] < MESSAGE_MAY_WAIT
        state["database"] = True
    except DatabaseError:
        connection.close()
    try:
        last = caches["shared"].get(BEAT_KEY)
        state["broker"] = True
        state["beat_age"] = round(time.time() - last, 1) if last else None
    except RedisError:
        pass
    state["ready"] = (
        state["database"]
        and state["broker"]
        and state["beat_age"] is not None
        and state["beat_age"] < BEAT_MAY_BE_OLD
        and state["mail"]
    )
    return state


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """The same figures for Prometheus, behind METRICS_TOKEN."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, settings.METRICS_TOKEN):
        raise Http404
    state = readiness()
    lines = [
        f"throughline_{name} {float(value)}" for name, value in state.items() if value is not None
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4")


@require_GET
def mailbox_page(request: HttpRequest) -> HttpResponse:
    """Every e-mail that left, in the demo only."""
    if not settings.MAILBOX_DIR:
        raise Http404
    box = mailbox.Maildir(settings.MAILBOX_DIR, create=True)
    keys = sorted(box.keys(), key=lambda key: key.split(".")[0], reverse=True)
    words = request.GET.get("q", "").lower()
    messages = []
    for key in keys[:2000]:
        shown = _shown(key, box[key])
        if words in f"{shown['to']} {shown['subject']}".lower():
            messages.append(shown)
        if len(messages) == 100:
            break
    return render(
        request,
        "ui/mailbox.html",
        {"messages": messages, "total": len(keys), "q": request.GET.get("q", "")},
    )


def _shown(key: str, message: Message) -> dict[str, Any]:
    text = next(
        (part for part in message.walk() if part.get_content_type() == "text/plain"), message
    )
    body = text.get_payload(decode=True)
    return {
        "key": key,
        "to": _decoded(message["to"]),
        "subject": _decoded(message["subject"]),
        "date": str(message["date"]),
        "text": body.decode("utf-8", "replace") if isinstance(body, bytes) else "",
        "has_calendar": any(part.get_content_type() == "text/calendar" for part in message.walk()),
    }


def _decoded(header: Any) -> str:
    """A header’s words as they were before they were folded and packed into ASCII."""
    return " ".join(str(make_header(decode_header(str(header)))).split())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
