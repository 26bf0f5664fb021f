from mentorship.tenancy.models import Member
from recognition.models import Award


def can_consent(member: Member, award: Award) -> bool:
    """Only the person decides whether their award stands on the wall."""
    return award.member_id == member.pk
