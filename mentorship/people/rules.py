from datetime import date

from mentorship.tenancy.models import Member, OrganizationSettings

# What people say of themselves; the rest is the organisation's.
OWN_FIELDS = frozenset({"title", "location", "skills", "languages"})


def sees_details(by: Member, member: Member) -> bool:
    """E-mail, number, level, dates and state are for program admins and the person."""
    return by.is_admin or by == member


def can_be_invited(member: Member, *, on: date) -> bool:
    """Nobody who signs in already, nobody who has left."""
    return member.user_id is None and member.is_employed(on)


def hidden_fields(settings: OrganizationSettings) -> frozenset[str]:
    """What the organisation does not collect: no form asks for it and no import reads it."""
    return frozenset() if settings.collects_gender else frozenset({"gender"})
