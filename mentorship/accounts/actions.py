import hashlib
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mentorship.accounts.models import ApiToken, User
from mentorship.accounts.queries import addresses_of, inviting_organizations
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe
from mentorship.tenancy.actions import InvitationError, accept_invitation, invite
from mentorship.tenancy.context import tenant
from mentorship.tenancy.errors import ActionError
from mentorship.tenancy.models import Invitation, Member
from mentorship.tenancy.queries import memberships_of
from mentorship.tenancy.rules import check_self, check_self_or_admin

PREFIX = "tl"
MAX_TOKEN_DAYS = 365


class TokenError(ActionError):
    """The token cannot be made as asked; the text says why."""


@transaction.atomic
def create_user(*, email: str, password: str) -> User:
    """A user whose address counts as verified: the invitation reached it, or they made the
    installation.
    """
    user = User.objects.create_user(email, password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def join_with_password(*, invitation: Invitation, password: str, at: datetime) -> User:
    """Make an account for the address that the invitation reached, and join with it. Raises
    InvitationError.
    """
    former = invitation.member.user
    try:
        with transaction.atomic():
            user = create_user(email=invitation.email, password=password)
    except IntegrityError as error:
        raise InvitationError(_("This address has an account by now. Sign in with it.")) from error
    member = accept_invitation(invitation=invitation, user=user, at=at)
    ApiToken.objects.filter(member=member, revoked_at=None).update(revoked_at=at)
    if former is not None and not memberships_of(former.pk):
        # Nothing is left to sign in to, and a mailbox that is closed must not stay a way in.
        User.objects.filter(pk=former.pk).update(is_active=False)
    return user


@transaction.atomic
def join_with_account(*, invitation: Invitation, user: User, at: datetime) -> Member:
    """Join with the account that one is signed in with. Raises InvitationError.

    Who was this member already signs in with the invitation's address from now on.
    """
    is_same = invitation.member.user_id == user.pk
    member = accept_invitation(invitation=invitation, user=user, at=at)
    if is_same:
        _change_address(user=user, email=invitation.email, at=at)
    return member


def _change_address(*, user: User, email: str, at: datetime) -> None:
    """The account's one address becomes this one, which a link has proven."""
    before = addresses_of(user)
    EmailAddress.objects.filter(user=user).delete()
    try:
        with transaction.atomic():
            EmailAddress.objects.create(user=user, email=email.lower(), verified=True, primary=True)
            User.objects.filter(pk=user.pk).update(email=email.lower())
    except IntegrityError as error:
        raise InvitationError(
            _("Another account signs in with this address. Sign in with that one.")
        ) from error
    tell_account(
        user=user, what="address_changed", addresses={*before, email.lower()}, at=at, sign_in=email
    )


@transaction.atomic
def invite_again(*, email: str, at: datetime) -> int:
    """Send whoever was invited at this address a new link; returns from how many organisations."""
    organizations = inviting_organizations(email, at=at)
    for organization_id in organizations:
        with tenant(organization_id):
            for member in Member.objects.filter(organization=organization_id, email__iexact=email):
                try:
                    invite(member=member, by=None, at=at)
                except InvitationError:
                    continue
    return len(organizations)


@transaction.atomic
def drop_unproven_addresses(*, user: User) -> None:
    """After a reset only what was proven remains."""
    EmailAddress.objects.filter(user=user, verified=False).delete()


def owe_account_mail(*, user: User, address: str, title: str, text: str, at: datetime) -> None:
    """Owe a message of the sign-in pages. It is kept encrypted: it may hold a link that
    signs in.
    """
    for member in memberships_of(user.pk)[:1]:
        with tenant(member.organization_id):
            owe(
                kind="account_mail",
                subject=member,
                recipients=[member],
                at=at,
                channels=["email"],
                address=address,
                occurrence=uuid4().hex,
                title=title,
                secret=text,
            )


def tell_account(
    *,
    user: User,
    what: str,
    addresses: set[str],
    at: datetime,
    kind: str = "account_changed",
    **context: str,
) -> None:
    """Tell these addresses what happened to the account, and write it down in each of its
    organisations.
    """
    for number, member in enumerate(memberships_of(user.pk)):
        with tenant(member.organization_id):
            record(by=member, action=f"account.{what}", subject=member, at=at, **context)
            for address in sorted(addresses) if number == 0 else ():
                owe(
                    kind=kind,
                    subject=member,
                    recipients=[member],
                    at=at,
                    channels=["email"],
                    address=address,
                    occurrence=uuid4().hex,
                    what=what,
                    **context,
                )


def readdress(*, member: Member, former: str, by: Member, at: datetime) -> None:
    """A work e-mail was changed by somebody: the sign-in stays as it is until the new address is
    confirmed.

    The account's addresses are told, and a link goes to the new one.
    """
    user = member.user
    if user is None or user.email.lower() == member.email.lower():
        return
    for address in sorted(addresses_of(user)):
        owe(
            kind="address_corrected",
            subject=member,
            recipients=[member],
            at=at,
            channels=["email"],
            address=address,
            occurrence=uuid4().hex,
            by=by.name,
            old_address=former,
            new_address=member.email,
        )
    with suppress(InvitationError):
        invite(member=member, by=by, at=at)


def audit_account(
    *, user: User, action: str, by_person: bool, at: datetime, **details: str
) -> None:
    """Write what happened at sign-in into the audit log of each of the user's organisations."""
    for member in memberships_of(user.pk):
        with tenant(member.organization_id):
            record(
                by=member if by_person else None, action=action, subject=member, at=at, **details
            )


@transaction.atomic
def create_token(
    *, member: Member, name: str, scopes: list[str], expires_at: datetime, by: Member, at: datetime
) -> tuple[ApiToken, str]:
    """The token and its text, which is shown this once. The text names its organisation. Raises
    TokenError.
    """
    check_self(by, member.pk)
    if not at < expires_at <= at + timedelta(days=MAX_TOKEN_DAYS):
        raise TokenError(
            _("A token works for at most %(max_token_days)s days.")
            % {"max_token_days": MAX_TOKEN_DAYS}
        )
    secret = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        organization_id=member.organization_id,
        member=member,
        name=name,
        scopes=scopes,
        secret_hash=digest(secret),
        created_at=at,
        expires_at=expires_at,
    )
    record(by=by, action="token.created", subject=token, at=at, scopes=scopes)
    return token, f"{PREFIX}_{member.organization_id.hex}_{secret}"


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Member, at: datetime) -> ApiToken:
    """Raises NotAllowedError for another person's, but to admins."""
    check_self_or_admin(by, token.member)
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
