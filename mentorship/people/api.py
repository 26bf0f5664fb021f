from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ModelSerializer

from mentorship.api.permissions import HasScope, IsInternal
from mentorship.api.views import TenantViewSet
from mentorship.tenancy.models import Member
from mentorship.tenancy.queries import members

PUBLIC = (
    "id",
    "given_name",
    "family_name",
    "title",
    "department",
    "location",
    "time_zone",
    "languages",
    "skills",
    "is_external",
)
FOR_ADMINS = (
    "email",
    "number",
    "level",
    "manager",
    "roles",
    "hired_on",
    "promoted_on",
    "terminated_on",
)


class ColleagueSerializer(ModelSerializer[Member]):
    class Meta:
        model = Member
        fields = PUBLIC


class MemberSerializer(ModelSerializer[Member]):
    class Meta:
        model = Member
        fields = (*PUBLIC, *FOR_ADMINS)


class MemberViewSet(TenantViewSet):
    """The people who work here; what only admins see is left out for others. `?state=all` and
    `?state=left` are for program admins, as on the page.
    """

    page_keys: tuple[str, ...] = ("family_name", "given_name", "id")
    serializer_class = MemberSerializer
    permission_classes = (HasScope, IsInternal)

    def get_serializer_class(self) -> Any:
        if getattr(self, "swagger_fake_view", False) or self.token.member.is_admin:
            return MemberSerializer
        return ColleagueSerializer

    def rows(self, member: Member) -> Any:
        state = self.request.query_params.get("state", "") if member.is_admin else ""
        known = state if state in ("all", "left") else ""
        return members(organization=member.organization, on=timezone.localdate(), state=known)

    @extend_schema(
        parameters=[
            OpenApiParameter("state", enum=["all", "left"], description="for program admins")
        ]
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)
