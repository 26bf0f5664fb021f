from mentorship.tenancy.models import Member


def can_change_roles(by: Member) -> bool:
    return by.is_owner


def can_invite(by: Member) -> bool:
    return by.is_admin


def can_see_member(by: Member, member: Member) -> bool:
    """Colleagues see each other; somebody from outside sees only themselves."""
    return not by.is_external or by == member
