import hashlib
import secrets
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext

from mentorship import versions
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe, take_back
from mentorship.tenancy.context import tenant
from mentorship.tenancy.enums import Role
from mentorship.tenancy.errors import ActionError, NotAllowedError
from mentorship.tenancy.models import Invitation, Member, Organization, OrganizationSettings
from mentorship.tenancy.rules import can_manage, check_owner
from mentorship.tenancy.zones import today_in

INVITATION_DAYS = 14
RESERVED_SLUGS = {"admin", "api", "new", "static"}


class SlugTakenError(ActionError):
    """Another organisation has this address already."""


class InvitationError(ActionError):
    """The link is unknown, used or too old; the text is for the person who opened it."""


class LastOwnerError(ActionError):
    """An organisation keeps at least one owner."""


@transaction.atomic
def create_organization(
    *,
    name: str,
    slug: str = "",
    owner_email: str,
    owner_name: str,
    user: Any,
    at: datetime,
    time_zone: str = "UTC",
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
            organization=organization,
            user=user,
            email=owner_email,
            given_name=given,
            family_name=family,
            roles=[Role.OWNER],
        )
        record(by=owner, action="organization.created", subject=owner, at=at, name=name)
    return owner


def lock_people(organization_id: UUID) -> None:
    """One writer of people and managers at a time in an organisation, until the
    transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"people:{organization_id}"]
        )


@transaction.atomic
def change_settings(
    *,
    settings: OrganizationSettings,
    name: str,
    by: Member,
    at: datetime,
    read: str = "",
    **values: Any,
) -> OrganizationSettings:
    """Write the organisation's name and these of its settings; a gender that is not collected any
    more is deleted.

    Raises OvertakenError where somebody else changed the same.
    """
    check_owner(by, settings.organization_id)
    stops = OrganizationSettings.objects.filter(
        pk=settings.pk, collects_gender=True
    ).exists() and not values.get("collects_gender", True)
    if stops:
        # Whoever writes people at this moment was told that it is collected.
        lock_people(settings.organization_id)
    stored = OrganizationSettings.objects.select_for_update(no_key=True).get(pk=settings.pk)
    values = versions.merge(
        read=read, given=values, stored={key: getattr(stored, key) for key in values}
    )
    changed = {key: [str(getattr(stored, key)), str(value)] for key, value in values.items()}
    changed["name"] = [Organization.objects.get(pk=settings.organization_id).name, name]
    OrganizationSettings.objects.filter(pk=settings.pk).update(**values)
    Organization.objects.filter(pk=settings.organization_id).update(name=name)
    if stops:
        Member.objects.filter(organization=settings.organization_id).exclude(gender="").update(
            gender=""
        )
    differing = {key: pair for key, pair in changed.items() if pair[0] != pair[1]}
    record(by=by, action="settings.changed", subject=settings, at=at, changed=differing)
    return settings


@transaction.atomic
def change_roles(*, member: Member, roles: Iterable[str], by: Member, at: datetime) -> Member:
    """Raises LastOwnerError where nobody would be left to run the organisation, and
    NotAllowedError.
    """
    wanted = sorted(set(roles))
    check_owner(by, member.organization_id)
    owners = list(
        Member.objects.select_for_update(no_key=True)
        .filter(organization=member.organization_id, roles__contains=[Role.OWNER])
        .order_by("id")
    )
    if Role.OWNER not in wanted and [owner.pk for owner in owners] == [member.pk]:
        raise LastOwnerError
    stored = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    member.roles = wanted
    if stored.roles == wanted:
        return member
    member.save(update_fields=["roles"])
    record(by=by, action="member.roles", subject=member, at=at, roles=wanted)
    tell_about(member=member, kind="roles_changed", by=by, at=at, roles=", ".join(wanted))
    return member


def tell_about(*, member: Member, kind: str, by: Member, at: datetime, **context: str) -> None:
    """Tell the person and the owners what somebody did to a person who holds a role, or did."""
    owners = Member.objects.employed(on=at.date()).filter(
        organization=member.organization_id, roles__contains=[Role.OWNER]
    )
    told = {person.pk: person for person in (member, *owners) if person.pk != by.pk}
    owe(
        kind=kind,
        subject=member,
        recipients=told.values(),
        at=at,
        occurrence=at.isoformat(),
        url=reverse("people:detail", args=[member.organization.slug, member.pk]),
        name=member.name,
        by=by.name,
        **context,
    )


@transaction.atomic
def invite(*, member: Member, by: Member | None, at: datetime) -> Invitation:
    """Owe the person an e-mail with a link that signs them up as this member; older links stop
    working.

    `by` is None where the person asked for it on the sign-in page. Whoever signs in with another
    address already is asked to confirm this one. Raises NotAllowedError, and InvitationError for
    somebody who left or signs in with this address.
    """
    member = _lock_member(member)
    if by is not None and not can_manage(by, member):
        raise NotAllowedError(
            gettext("%(member)s holds a role that you do not. An owner can invite them.")
            % {"member": member.name}
        )
    if has_left(member, at=at) or (
        member.user and member.user.email.lower() == member.email.lower()
    ):
        raise InvitationError(
            gettext("%(member)s signs in already or has left.") % {"member": member.name}
        )
    end_invitations(organization_id=member.organization_id, members=[member.pk], at=at)
    secret = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        organization_id=member.organization_id,
        member=member,
        email=member.email,
        secret_hash=_digest(secret),
        expires_at=at + timedelta(days=INVITATION_DAYS),
    )
    owe(
        kind="address_confirmation" if member.user else "invitation",
        subject=invitation,
        recipients=[member],
        at=at,
        channels=["email"],
        address=member.email,
        secret=reverse("accounts:join", args=[member.organization.slug, secret]),
        organization=member.organization.name,
        by=by.name if by else member.organization.name,
    )
    record(by=by, action="member.invited", subject=member, at=at)
    return invitation


def end_invitations(*, organization_id: UUID, members: Collection[UUID], at: datetime) -> None:
    """Open links of these people stop working, and those that have not left yet never leave."""
    found = Invitation.objects.filter(
        organization=organization_id, member__in=members, accepted_at=None
    )
    ids = list(found.filter(expires_at__gt=at).values_list("pk", flat=True))
    Invitation.objects.filter(pk__in=ids).update(expires_at=at)
    for kind in ("invitation", "address_confirmation"):
        take_back(kind=kind, subjects=ids)


def open_invitation(*, organization: Organization, secret: str, at: datetime) -> Invitation:
    """Raises InvitationError where the link does not work any more."""
    try:
        invitation = Invitation.objects.select_related("member__user", "member__organization").get(
            organization=organization, secret_hash=_digest(secret)
        )
    except Invitation.DoesNotExist as error:
        raise InvitationError(
            gettext("This link is not one of ours. Please check that it was copied whole.")
        ) from error
    check_open(invitation, at=at)
    return invitation


def check_open(invitation: Invitation, *, at: datetime) -> None:
    """Raises InvitationError where the invitation is used, too old, or no longer this person's."""
    if invitation.accepted_at:
        raise InvitationError(gettext("This invitation has been used already. Sign in instead."))
    if invitation.email.lower() != invitation.member.email.lower():
        raise InvitationError(
            gettext(
                "The address this went to has changed since. Ask your program admin for a new one."
            )
        )
    if has_left(invitation.member, at=at):
        raise InvitationError(
            gettext("This invitation has ended. Ask your program admin if you think that is wrong.")
        )
    if invitation.expires_at <= at:
        newer = Invitation.objects.filter(
            member=invitation.member, accepted_at=None, expires_at__gt=at
        )
        if newer.exists():
            raise InvitationError(
                gettext(
                    "A newer link was sent to you since. Open the latest message in your mailbox."
                )
            )
        raise InvitationError(
            gettext("This invitation is too old. Ask your program admin for a new one.")
        )


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: Any, at: datetime) -> Member:
    """Join the user to the member, once. A member who signed in with another account moves to this
    one.

    Raises InvitationError.
    """
    member = _lock_member(invitation.member)
    invitation = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    invitation.member = member
    check_open(invitation, at=at)
    others = Member.objects.filter(organization=member.organization_id).exclude(pk=member.pk)
    already = others.filter(user=user).first()
    if already:
        raise InvitationError(
            gettext("%(email)s signs in here already, as %(already)s.")
            % {"email": user.email, "already": already.name}
        )
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=at)
    if member.user_id != user.pk:
        member.user = user
        member.save(update_fields=["user"])
        record(by=member, action="member.joined", subject=member, at=at)
    return member


def has_left(member: Member, *, at: datetime) -> bool:
    """By the organisation's day, which is looked up only for who leaves some day."""
    if member.terminated_on is None:
        return False
    return not member.is_employed(today_in(member.organization, at=at))


def _lock_member(member: Member) -> Member:
    found = Member.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "user", "organization"
    )
    return found.get(organization=member.organization_id, pk=member.pk)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
