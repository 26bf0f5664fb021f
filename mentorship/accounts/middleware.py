"""What is asked of a session beside its cookie."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from mentorship.accounts.passwords import has_second_factor

SEEN = "seen"
# A session is written at most this often, in seconds, to say that it is in use.
NOTED_EVERY = 300


def end_idle_sessions(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Sign out whoever has not been here for SESSION_IDLE_SECONDS."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now, seen = time.time(), request.session.get(SEEN)
            if seen is not None and now - seen > settings.SESSION_IDLE_SECONDS:
                logout(request)
            elif seen is None or now - seen > NOTED_EVERY:
                request.session[SEEN] = int(now)
        return get_response(request)

    return middleware


def clear_on_sign_out(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Whoever signs out leaves nothing on the device, also where the page's own script did not
    run.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = get_response(request)
        is_signed_out = was_signed_in and not request.user.is_authenticated
        if is_signed_out and request.path == reverse("account_logout"):
            response.headers["Clear-Site-Data"] = '"storage"'
        return response

    return middleware


class RequireSecondFactor:
    """Where the organisation asks it, whoever holds a role sets up a second factor before anything
    else.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        member: Any = getattr(request, "member", None)
        if member is None or not member.roles or getattr(view, "is_public", False):
            return None
        if not member.organization.settings.requires_second_factor or has_second_factor(
            request.user
        ):
            return None
        messages.warning(
            request,
            f"{member.organization.name} asks for a second factor from everybody who holds a role."
            " Add one here.",
        )
        return redirect("mfa_index")
