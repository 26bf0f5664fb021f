import hashlib
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction

from mentorship.accounts.models import ApiToken, User
from mentorship.audit.actions import record
from mentorship.tenancy.models import Member

PREFIX = "tl"


@transaction.atomic
def create_user(*, email: str, password: str) -> User:
    """A user whose address counts as verified: the invitation reached it, or they made the installation."""
    user = User.objects.create_user(email, password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def create_token(
    *, member: Member, name: str, scopes: list[str], expires_at: datetime, by: Member, at: datetime
) -> tuple[ApiToken, str]:
    """The token and its text, which is shown this once. The text names its organisation."""
    secret = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        organization_id=member.organization_id, member=member, name=name, scopes=scopes, secret_hash=digest(secret),
        created_at=at, expires_at=expires_at,
    )  # fmt: skip
    record(by=by, action="token.created", subject=token, at=at, scopes=scopes)
    return token, f"{PREFIX}_{member.organization_id.hex}_{secret}"


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Member, at: datetime) -> ApiToken:
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    record(by=by, action="token.revoked", subject=token, at=at)
    return token


def mark_used(*, token: ApiToken, on: Any) -> None:
    """Note the day a token was last used, at most once a day."""
    ApiToken.objects.filter(pk=token.pk).exclude(last_used_on=on).update(last_used_on=on)


def digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def split_token(text: str) -> tuple[UUID, str]:
    """The organisation's id and the secret. Raises ValueError for what is no token of ours."""
    prefix, organization, secret = text.split("_", 2)
    if prefix != PREFIX:
        raise ValueError(prefix)
    return UUID(hex=organization), secret
