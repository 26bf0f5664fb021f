from typing import Any

from rest_framework.serializers import ModelSerializer

from mentorship.api.permissions import HasScope, IsInternal
from mentorship.api.views import TenantViewSet
from mentorship.tenancy.models import Member

PUBLIC = (
    "id", "given_name", "family_name", "title", "department", "location", "time_zone", "languages", "skills",
    "is_external",
)  # fmt: skip
FOR_ADMINS = ("email", "number", "level", "manager", "roles", "hired_on", "promoted_on", "terminated_on")


class ColleagueSerializer(ModelSerializer[Member]):
    class Meta:
        model = Member
        fields = PUBLIC


class MemberSerializer(ModelSerializer[Member]):
    class Meta:
        model = Member
        fields = (*PUBLIC, *FOR_ADMINS)


class MemberViewSet(TenantViewSet):
    """The people of the organisation; what only admins see is left out for others."""

    page_keys: tuple[str, ...] = ("family_name", "given_name", "id")
    serializer_class = MemberSerializer
    permission_classes = (HasScope, IsInternal)

    def get_serializer_class(self) -> Any:
        if getattr(self, "swagger_fake_view", False) or self.token.member.is_admin:
            return MemberSerializer
        return ColleagueSerializer

    def rows(self, member: Member) -> Any:
        return Member.objects.of(member.organization)
