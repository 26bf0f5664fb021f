from typing import Any

from rest_framework.serializers import ModelSerializer

from mentorship.api.views import TenantViewSet
from mentorship.tenancy.models import Member
from programs.models import Program
from programs.queries import program_list


class ProgramSerializer(ModelSerializer[Program]):
    class Meta:
        model = Program
        fields = ("id", "name", "summary", "kind", "focus", "state", "starts_on", "ends_on", "mentors", "mentees")


class ProgramViewSet(TenantViewSet):
    """The programs that the token's person may see."""

    serializer_class = ProgramSerializer

    def rows(self, member: Member) -> Any:
        return program_list(member)
