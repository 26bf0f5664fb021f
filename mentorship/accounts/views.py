from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorship.accounts.actions import (
    create_token,
    join_with_account,
    join_with_password,
    revoke_token,
)
from mentorship.accounts.forms import NewPasswordForm, TokenForm
from mentorship.accounts.models import ApiToken, User
from mentorship.accounts.queries import user_with_address
from mentorship.accounts.throttle import allow
from mentorship.tenancy.access import public, require_admin
from mentorship.tenancy.actions import InvitationError, open_invitation
from mentorship.tenancy.models import Invitation
from mentorship.tenancy.requests import TenantRequest


@public
@require_http_methods(["GET", "POST"])
def join(request: TenantRequest, secret: str) -> HttpResponse:
    """Open an invitation: choose a password, or join with the account one is signed in with."""
    try:
        invitation = open_invitation(
            organization=request.organization, secret=secret, at=timezone.now()
        )
    except InvitationError as error:
        return _no_invitation(request, str(error))
    holder, own = user_with_address(invitation.email), _signed_in(request)
    if holder and holder != own:
        return redirect_to_login(request.path)
    moves = holder is None and own is not None and invitation.member.user_id == own.pk
    form = NewPasswordForm(request.POST or None, email=invitation.email)
    if request.method == "POST":
        try:
            user = _join(request, invitation, form, own if holder or moves else None)
        except InvitationError as error:
            return _no_invitation(request, str(error))
        if user:
            return redirect("home", request.organization.slug)
    context = {
        "invitation": invitation,
        "form": form,
        "has_account": holder,
        "moves": moves,
        "own": own,
    }
    return render(request, "accounts/join.html", context, status=422 if form.errors else 200)


def _signed_in(request: TenantRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _join(
    request: TenantRequest, invitation: Invitation, form: NewPasswordForm, account: User | None
) -> User | None:
    """Join with the account, with the one that is signed in where the person says so, or with a new
    one.
    """
    at, own = timezone.now(), _signed_in(request)
    if account is None and own and request.POST.get("account") == "mine":
        account = own
    if account:
        join_with_account(invitation=invitation, user=account, at=at)
        return account
    if not form.is_valid():
        return None
    user = join_with_password(invitation=invitation, password=form.cleaned_data["password"], at=at)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return user


def _no_invitation(request: TenantRequest, problem: str) -> HttpResponse:
    """Guesses are counted, never a link that works."""
    at, address = timezone.now(), get_adapter().get_client_ip(request)
    status = 410
    if not allow(what="invitation", who=address, limit=60, window=timedelta(minutes=10), at=at):
        problem, status = gettext("Too many links that do not work. Wait ten minutes."), 429
    return render(request, "accounts/join.html", {"problem": problem}, status=status)


@require_GET
@require_admin
def token_list(request: TenantRequest) -> HttpResponse:
    return render(
        request, "accounts/token_list.html", {"tokens": _tokens(request), "form": TokenForm()}
    )


@require_POST
@require_admin
def token_create(request: TenantRequest) -> HttpResponse:
    form, text, at = TokenForm(request.POST), "", timezone.now()
    if form.is_valid():
        _, text = create_token(
            member=request.member,
            name=form.cleaned_data["name"],
            scopes=["read"],
            by=request.member,
            at=at,
            expires_at=at + timedelta(days=form.cleaned_data["days"]),
        )
        form = TokenForm()
    status = 200 if text else 422
    context = {"tokens": _tokens(request), "form": form, "text": text}
    return render(request, "accounts/token_list.html", context, status=status)


@require_POST
@require_admin
def token_revoke(request: TenantRequest, pk: UUID) -> HttpResponse:
    token = get_object_or_404(_tokens(request), pk=pk)
    revoke_token(token=token, by=request.member, at=timezone.now())
    messages.success(request, gettext("“%(token)s” no longer works.") % {"token": token.name})
    return redirect("accounts:tokens", request.organization.slug)


def _tokens(request: TenantRequest) -> Any:
    """One's own tokens; an owner sees, and can revoke, everybody's."""
    found = (
        ApiToken.objects.filter(organization=request.organization)
        .select_related("member")
        .order_by("-id")
    )
    return found if request.member.is_owner else found.filter(member=request.member)
