"""The links: signed, for one person, one act and one subject, and good for some days."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.core import signing
from django.urls import reverse

from mentorship.acts.registry import Act, act_named, is_act
from mentorship.tenancy.models import Member, Organization

SALT = "acts.link"
VALID = timedelta(days=30)


class BrokenLinkError(Exception):
    """Not a link of ours, or of another organisation."""


class ExpiredLinkError(Exception):
    """The link was good once."""


@dataclass(frozen=True)
class Link:
    act: Act
    subject_id: UUID
    member_id: UUID
    token_hash: bytes


def path_of(act: str, *, subject_id: UUID, member: Member) -> str:
    """The address of the page where this person does that; each call makes another link."""
    parts = [act, subject_id.hex, member.pk.hex]
    token = signing.dumps(parts, salt=_salt(member.organization_id))
    return reverse("acts:act", args=[member.organization.slug, token])


def read(token: str, *, organization: Organization) -> Link:
    """Raises BrokenLinkError and ExpiredLinkError."""
    try:
        name, subject, member = signing.loads(token, salt=_salt(organization.pk), max_age=VALID)
    except signing.SignatureExpired as error:
        raise ExpiredLinkError from error
    except (signing.BadSignature, ValueError) as error:
        raise BrokenLinkError from error
    if not is_act(name):
        raise BrokenLinkError
    return Link(act_named(name), UUID(subject), UUID(member), sha256(token.encode()).digest())


def _salt(organization_id: UUID) -> str:
    """A link works in the organisation that it was made for, and in no other."""
    return f"{SALT}.{organization_id.hex}"
