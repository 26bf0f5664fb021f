import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.text import slugify

from mentorship.audit.actions import record
from mentorship.delivery.actions import owe
from mentorship.tenancy.context import tenant
from mentorship.tenancy.enums import Role
from mentorship.tenancy.models import Invitation, Member, Organization, OrganizationSettings

INVITATION_DAYS = 14
RESERVED_SLUGS = {"admin", "api", "new", "static"}


class SlugTakenError(Exception):
    """Another organisation has this address already."""


class InvitationError(Exception):
    """The link is unknown, used or too old; the text is for the person who opened it."""


class LastOwnerError(Exception):
    """An organisation keeps at least one owner."""


@transaction.atomic
def create_organization(
    *, name: str, slug: str = "", owner_email: str, owner_name: str, user: Any, at: datetime, time_zone: str = "UTC"
) -> Member:
    """Create an organisation with its settings and its first owner, whom it returns."""
    slug = slug or slugify(name)[:40]
    if slug in RESERVED_SLUGS:
        raise SlugTakenError(slug)
    try:
        with transaction.atomic():
            organization = Organization.objects.create(name=name, slug=slug, created_at=at)
    except IntegrityError as error:
        raise SlugTakenError(slug) from error
    with tenant(organization.id):
        OrganizationSettings.objects.create(organization=organization, time_zone=time_zone)
        given, _, family = owner_name.partition(" ")
        owner = Member.objects.create(
            organization=organization, user=user, email=owner_email, given_name=given, family_name=family,
            roles=[Role.OWNER],
        )  # fmt: skip
        record(by=owner, action="organization.created", subject=owner, at=at, name=name)
    return owner


def lock_people(organization_id: UUID) -> None:
    """One writer of people and managers at a time in an organisation, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"people:{organization_id}"])


@transaction.atomic
def change_settings(
    *, settings: OrganizationSettings, name: str, by: Member, at: datetime, **values: Any
) -> OrganizationSettings:
    """Write the organisation's name and these of its settings; a gender that is not collected any more is deleted."""
    stops = OrganizationSettings.objects.filter(pk=settings.pk, collects_gender=True).exists() and not values.get(
        "collects_gender", True
    )
    if stops:
        # Whoever writes people at this moment was told that it is collected.
        lock_people(settings.organization_id)
    stored = OrganizationSettings.objects.select_for_update(no_key=True).get(pk=settings.pk)
    changed = {key: [str(getattr(stored, key)), str(value)] for key, value in values.items()}
    changed["name"] = [Organization.objects.get(pk=settings.organization_id).name, name]
    OrganizationSettings.objects.filter(pk=settings.pk).update(**values)
    Organization.objects.filter(pk=settings.organization_id).update(name=name)
    if stops:
        Member.objects.filter(organization=settings.organization_id).exclude(gender="").update(gender="")
    differing = {key: pair for key, pair in changed.items() if pair[0] != pair[1]}
    record(by=by, action="settings.changed", subject=settings, at=at, changed=differing)
    return settings


@transaction.atomic
def change_roles(*, member: Member, roles: Iterable[str], by: Member, at: datetime) -> Member:
    """Raises LastOwnerError where nobody would be left to run the organisation."""
    wanted = sorted(set(roles))
    owners = list(
        Member.objects.select_for_update(no_key=True)
        .filter(organization=member.organization_id, roles__contains=[Role.OWNER])
        .order_by("id")
    )
    if Role.OWNER not in wanted and [owner.pk for owner in owners] == [member.pk]:
        raise LastOwnerError
    member.roles = wanted
    member.save(update_fields=["roles"])
    record(by=by, action="member.roles", subject=member, at=at, roles=wanted)
    return member


@transaction.atomic
def invite(*, member: Member, by: Member, at: datetime) -> Invitation:
    """Owe the person an e-mail with a link that signs them up as this member; older links stop working."""
    secret = secrets.token_urlsafe(24)
    Invitation.objects.filter(organization=member.organization_id, member=member, accepted_at=None).update(
        expires_at=at
    )
    invitation = Invitation.objects.create(
        organization_id=member.organization_id, member=member, secret_hash=_digest(secret),
        expires_at=at + timedelta(days=INVITATION_DAYS),
    )  # fmt: skip
    owe(
        kind="invitation", subject=invitation, recipients=[member], at=at, channels=["email"],
        url=reverse("accounts:join", args=[member.organization.slug, secret]),
        organization=member.organization.name, by=by.name,
    )  # fmt: skip
    record(by=by, action="member.invited", subject=member, at=at)
    return invitation


def open_invitation(*, organization: Organization, secret: str, at: datetime) -> Invitation:
    """Raises InvitationError where the link does not work any more."""
    try:
        invitation = Invitation.objects.select_related("member__user").get(
            organization=organization, secret_hash=_digest(secret)
        )
    except Invitation.DoesNotExist as error:
        raise InvitationError("This link is not one of ours. Please check that it was copied whole.") from error
    if invitation.accepted_at:
        raise InvitationError("This invitation has been used already. Sign in instead.")
    if invitation.expires_at <= at:
        raise InvitationError("This invitation is too old. Ask your program admin for a new one.")
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: Any, at: datetime) -> Member:
    """Join the user to the member, once."""
    claimed = Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(accepted_at=at)
    member: Member = invitation.member
    already = Member.objects.filter(organization=member.organization_id, user=user).exclude(pk=member.pk)
    if not claimed or member.user_id or already.exists():
        raise InvitationError("This invitation has been used already. Sign in instead.")
    member.user = user
    member.save(update_fields=["user"])
    record(by=member, action="member.joined", subject=member, at=at)
    return member


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
