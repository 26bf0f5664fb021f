from uuid import UUID

from django.utils.translation import gettext as _

from mentorship.tenancy.errors import NotAllowedError
from mentorship.tenancy.models import Member


def check_admin(by: Member, organization_id: UUID) -> None:
    """Raises NotAllowedError unless this is a program admin of the organisation."""
    if not by.is_admin or by.organization_id != organization_id:
        raise NotAllowedError(_("Only program admins may do that."))


def check_owner(by: Member, organization_id: UUID) -> None:
    """Raises NotAllowedError unless this is an owner of the organisation."""
    if not by.is_owner or by.organization_id != organization_id:
        raise NotAllowedError(_("Only an owner may do that."))


def check_self(by: Member, member_id: UUID) -> None:
    """Raises NotAllowedError unless it is one's own."""
    if by.pk != member_id:
        raise NotAllowedError(_("Only the person themselves may do that."))


def check_self_or_admin(by: Member, member: Member) -> None:
    """Raises NotAllowedError unless it is one's own, or an admin's to do."""
    if by.pk != member.pk:
        check_admin(by, member.organization_id)


def can_manage(by: Member, member: Member) -> bool:
    """Change, invite or re-address somebody. Whoever holds a role that one does not hold oneself is
    left to owners.

    Otherwise whoever may write an address could send a colleague's role to a mailbox of their own.
    """
    is_equal = by.is_owner or (by.is_admin and set(member.roles) <= set(by.roles))
    return is_equal and by.organization_id == member.organization_id


def can_see_member(by: Member, member: Member) -> bool:
    """Colleagues see each other; somebody from outside sees only themselves."""
    return not by.is_external or by == member
