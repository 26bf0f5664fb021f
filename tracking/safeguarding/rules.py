from mentorship.tenancy.models import Member
from tracking.safeguarding.models import Contact


def is_contact(member: Member) -> bool:
    return Contact.objects.filter(organization=member.organization_id, member=member).exists()
