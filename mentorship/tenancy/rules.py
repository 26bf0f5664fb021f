from mentorship.tenancy.models import Member


def can_change_roles(by: Member) -> bool:
    return by.is_owner


def can_manage(by: Member, member: Member) -> bool:
    """Change, invite or re-address somebody. Whoever holds a role that one does not hold oneself is
    left to owners.

    Otherwise whoever may write an address could send a colleague's role to a mailbox of their own.
    """
    return by.is_owner or (by.is_admin and set(member.roles) <= set(by.roles))


def can_see_member(by: Member, member: Member) -> bool:
    """Colleagues see each other; somebody from outside sees only themselves."""
    return not by.is_external or by == member
