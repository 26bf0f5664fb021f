from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorship.accounts.actions import create_token, create_user, revoke_token
from mentorship.accounts.forms import NewPasswordForm, TokenForm
from mentorship.accounts.models import ApiToken, User
from mentorship.accounts.throttle import allow
from mentorship.tenancy.access import public, require_admin
from mentorship.tenancy.actions import InvitationError, accept_invitation, open_invitation
from mentorship.tenancy.requests import TenantRequest


@public
@require_http_methods(["GET", "POST"])
def join(request: TenantRequest, secret: str) -> HttpResponse:
    """Open an invitation: choose a password, or join with the account one is signed in with."""
    at, address = timezone.now(), request.META["REMOTE_ADDR"]
    if not allow(what="invitation", who=address, limit=60, window=timedelta(minutes=10), at=at):
        return render(request, "accounts/join.html", {"problem": "Too many attempts. Wait ten minutes."}, status=429)
    try:
        invitation = open_invitation(organization=request.organization, secret=secret, at=at)
        user = User.objects.filter(email__iexact=invitation.member.email).first()
        if user and user != request.user:
            return redirect_to_login(request.path)
        form = NewPasswordForm(request.POST or None, email=invitation.member.email)
        if request.method == "POST" and (user or form.is_valid()):
            user = user or create_user(email=invitation.member.email, password=form.cleaned_data["password"])
            accept_invitation(invitation=invitation, user=user, at=at)
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect("home", request.organization.slug)
    except InvitationError as error:
        return render(request, "accounts/join.html", {"problem": str(error)}, status=410)
    return render(request, "accounts/join.html", {"invitation": invitation, "form": form, "has_account": user})


@require_GET
@require_admin
def token_list(request: TenantRequest) -> HttpResponse:
    return render(request, "accounts/token_list.html", {"tokens": _tokens(request), "form": TokenForm()})


@require_POST
@require_admin
def token_create(request: TenantRequest) -> HttpResponse:
    form, text, at = TokenForm(request.POST), "", timezone.now()
    if form.is_valid():
        _, text = create_token(
            member=request.member, name=form.cleaned_data["name"], scopes=["read"], by=request.member, at=at,
            expires_at=at + timedelta(days=form.cleaned_data["days"]),
        )  # fmt: skip
        form = TokenForm()
    status = 200 if text else 422
    context = {"tokens": _tokens(request), "form": form, "text": text}
    return render(request, "accounts/token_list.html", context, status=status)


@require_POST
@require_admin
def token_revoke(request: TenantRequest, pk: UUID) -> HttpResponse:
    token = get_object_or_404(_tokens(request), pk=pk)
    revoke_token(token=token, by=request.member, at=timezone.now())
    messages.success(request, f"“{token.name}” no longer works.")
    return redirect("accounts:tokens", request.organization.slug)


def _tokens(request: TenantRequest) -> Any:
    """One's own tokens; an owner sees, and can revoke, everybody's."""
    found = ApiToken.objects.filter(organization=request.organization).select_related("member").order_by("-id")
    return found if request.member.is_owner else found.filter(member=request.member)
