from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from mentorship.accounts.actions import digest, mark_used, split_token
from mentorship.accounts.models import ApiToken
from mentorship.tenancy.models import Member

PREFIX = "Bearer "


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer tl_…`: the token names its organisation, whose tenant is
    open by now.
    """

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        token: ApiToken | None = getattr(request, "api_token", None)
        if token is None:
            if request.headers.get("Authorization"):
                raise AuthenticationFailed("This token is unknown, revoked or expired.")
            return None
        return token.member.user or token.member, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def find_token(request: HttpRequest, *, secret: str, at: datetime) -> ApiToken | None:
    """The valid token of the open tenant, marked as used today."""
    token = (
        ApiToken.objects.select_related("member__organization__settings", "member__user")
        .filter(secret_hash=digest(secret), revoked_at=None, expires_at__gt=at)
        .first()
    )
    if token is None or not _may_still_work(token.member):
        return None
    mark_used(token=token, on=timezone.localdate())
    return token


def _may_still_work(member: Member) -> bool:
    """A token ends with its organisation, with the person's employment and with their account."""
    left, user = member.terminated_on, member.user
    is_here = left is None or left > timezone.localdate()
    return member.organization.is_active and is_here and (user is None or user.is_active)


def read_header(request: HttpRequest) -> tuple[Any, str] | None:
    """(organisation's id, secret) of the request's token, or None."""
    header = request.headers.get("Authorization", "")
    if not header.startswith(PREFIX):
        return None
    try:
        return split_token(header.removeprefix(PREFIX).strip())
    except ValueError:
        return None
