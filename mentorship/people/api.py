from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ChoiceField, ModelSerializer
from rest_framework.views import APIView

from mentorship.api.fields import LineField, Strict
from mentorship.api.permissions import HasScope, IsInternal
from mentorship.api.query import PageQuery, Queried, QueriedSchema
from mentorship.api.views import TenantViewSet
from mentorship.people import hours, queries
from mentorship.people.actions.hours import HoursError, add_absence, remove_absence, set_hours
from mentorship.people.fields import STORED, Seen
from mentorship.people.models import Absence, WorkingHours
from mentorship.tenancy.models import Member
from mentorship.tenancy.queries import members

PUBLIC = ("id", *(each.name for each in STORED if each.seen is Seen.BY_ALL), "is_external")
FOR_ADMINS = (*(each.name for each in STORED if each.seen is Seen.BY_ADMINS), "roles")
CLOCK = r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"


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


class SpanField(serializers.ListField):
    child = serializers.RegexField(CLOCK)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_length=2, max_length=2, **kwargs)


class HoursSerializer(Strict, serializers.Serializer[Any]):
    """`days` are seven lists, Monday's first, of spans such as `["09:00", "17:00"]` in the person's
    zone; `country` and `region` (ISO 3166) say whose public holidays are theirs.
    """

    days = serializers.ListField(
        child=serializers.ListField(child=SpanField(), max_length=hours.SPANS_A_DAY),
        min_length=hours.WEEKDAYS,
        max_length=hours.WEEKDAYS,
    )
    time_zone = LineField(allow_blank=True, max_length=64)
    country = LineField(allow_blank=True, max_length=2)
    region = LineField(allow_blank=True, max_length=30)
    call_link = LineField(allow_blank=True, max_length=200)


class AbsenceSerializer(Strict, serializers.ModelSerializer[Absence]):
    class Meta:
        model = Absence
        fields = ("id", "first_day", "last_day")


class OwnView(Queried, APIView):
    schema = QueriedSchema()
    permission_classes: tuple[type[BasePermission], ...] = (HasScope,)

    @property
    def _member(self) -> Member:
        token: Any = self.request.auth
        member: Member = token.member
        return member


class HoursView(OwnView):
    """When the token's person can meet."""

    @extend_schema(responses=HoursSerializer)
    def get(self, request: Request) -> Response:
        return Response(_written(self._member, queries.hours_of(self._member)))

    @extend_schema(request=HoursSerializer, responses=HoursSerializer)
    def put(self, request: Request) -> Response:
        """400 names the entry that cannot be so, as the browser does."""
        asked = HoursSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        member = self._member
        try:
            stored = set_hours(member=member, by=member, at=timezone.now(), **asked.validated_data)
        except HoursError as error:
            raise serializers.ValidationError({error.field: [str(error)]}) from error
        return Response(_written(member, stored))


class AbsencesView(OwnView):
    """Days ahead on which the token's person cannot meet."""

    @extend_schema(responses=AbsenceSerializer(many=True))
    def get(self, request: Request) -> Response:
        found = queries.absences_ahead(self._member, on=timezone.localdate())
        return Response(AbsenceSerializer(found, many=True).data)

    @extend_schema(request=AbsenceSerializer, responses={201: AbsenceSerializer})
    def post(self, request: Request) -> Response:
        asked = AbsenceSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        member = self._member
        try:
            made = add_absence(member=member, by=member, at=timezone.now(), **asked.validated_data)
        except HoursError as error:
            raise serializers.ValidationError({error.field: [str(error)]}) from error
        return Response(AbsenceSerializer(made).data, status=status.HTTP_201_CREATED)


class AbsenceView(OwnView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Take an absence back."""
        mine = Absence.objects.filter(
            organization=self._member.organization_id, member=self._member
        )
        absence = get_object_or_404(mine, pk=pk)
        remove_absence(absence=absence, by=self._member, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


def _written(member: Member, stored: WorkingHours) -> dict[str, Any]:
    return {
        "days": hours.write_week(stored.week),
        "time_zone": member.time_zone,
        **{name: getattr(stored, name) for name in ("country", "region", "call_link")},
    }
