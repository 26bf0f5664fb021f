from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.serializers import ChoiceField, ModelSerializer

from mentorship.api.permissions import HasScope, IsInternal
from mentorship.api.query import PageQuery
from mentorship.api.views import TenantViewSet
from mentorship.people.fields import STORED, Seen
from mentorship.tenancy.models import Member
from mentorship.tenancy.queries import members

PUBLIC = ("id", *(each.name for each in STORED if each.seen is Seen.BY_ALL), "is_external")
FOR_ADMINS = (*(each.name for each in STORED if each.seen is Seen.BY_ADMINS), "roles")


class ColleagueSerializer(ModelSerializer[Member]):
    class Meta:
        model = Member
        fields = PUBLIC


class MemberSerializer(ModelSerializer[Member]):
    class Meta:
        model = Member
        fields = (*PUBLIC, *FOR_ADMINS)


class MemberQuery(PageQuery):
    state = ChoiceField(["all", "left"], required=False, help_text=_("for program admins"))


class MemberViewSet(TenantViewSet):
    """The people who work here; what only admins see is left out for others. `?state=all` and
    `?state=left` are for program admins, as on the page.
    """

    page_keys: tuple[str, ...] = ("family_name", "given_name", "id")
    serializer_class = MemberSerializer
    list_query_class = MemberQuery
    permission_classes = (HasScope, IsInternal)

    def get_serializer_class(self) -> Any:
        if getattr(self, "swagger_fake_view", False) or self.token.member.is_admin:
            return MemberSerializer
        return ColleagueSerializer

    def rows(self, member: Member) -> Any:
        state = self.query.get("state", "") if member.is_admin else ""
        return members(organization=member.organization, on=timezone.localdate(), state=state)
