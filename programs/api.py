from typing import Any

from rest_framework.fields import IntegerField
from rest_framework.serializers import ModelSerializer

from mentorship.api.views import TenantViewSet
from mentorship.tenancy.models import Member
from programs.models import Program
from programs.queries import count_people, program_list


class ProgramSerializer(ModelSerializer[Program]):
    mentors = IntegerField(read_only=True)
    mentees = IntegerField(read_only=True)

    class Meta:
        model = Program
        fields = ("id", "name", "summary", "kind", "focus", "state", "starts_on", "ends_on", "mentors", "mentees")


class ProgramViewSet(TenantViewSet):
    """The programs that the token's person may see."""

    serializer_class = ProgramSerializer

    def rows(self, member: Member) -> Any:
        return program_list(member)

    def paginate_queryset(self, queryset: Any) -> Any:
        return count_people(super().paginate_queryset(queryset) or [])

    def get_object(self) -> Program:
        (program,) = count_people([super().get_object()])
        return program
