"""Action items over the API."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ModelSerializer

from mentorship.api.fields import IdField, LineField, Strict, TruthField
from mentorship.api.query import PageQuery
from mentorship.api.views import TenantViewSet
from mentorship.tenancy.models import Member
from tracking import queries
from tracking.actions import items
from tracking.actions.items import ALL, Item
from tracking.api.goals import WhySerializer, amount
from tracking.models import ActionItem
from tracking.smart import hints
from tracking.words import HINTS


class ItemSerializer(ModelSerializer[ActionItem]):
    """`is_shared`: it is everybody's in the mentorship. `hints` say what a SMART item would have
    besides.
    """

    hints = serializers.SerializerMethodField()

    class Meta:
        model = ActionItem
        fields = (
            "id",
            "mentorship",
            "session",
            "owner",
            "is_shared",
            "text",
            "measure",
            "unit",
            "baseline",
            "target",
            "achievable",
            "goal",
            "due_on",
            "created_at",
            "written_by",
            "edited_at",
            "done_at",
            "dropped_at",
            "drop_reason",
            "hints",
        )

    def get_hints(self, item: ActionItem) -> list[str]:
        lacking = hints(
            text=item.text,
            measure=item.measure,
            achievable=item.achievable,
            has_goal=item.goal_id is not None,
            due_on=item.due_on,
            today=timezone.localdate(item.created_at),
        )
        return [str(HINTS[name]) for name in lacking]


class ItemTermsSerializer(Strict, serializers.Serializer[Any]):
    text = LineField(max_length=200)
    owner = IdField(required=False, help_text="left out: oneself")
    is_shared = TruthField(required=False)
    measure = LineField(max_length=200, required=False, allow_blank=True)
    unit = LineField(max_length=40, required=False, allow_blank=True)
    baseline = amount(required=False, allow_null=True)
    target = amount(required=False, allow_null=True)
    achievable = LineField(max_length=200, required=False, allow_blank=True)
    goal = IdField(required=False, allow_null=True)
    due_on = serializers.DateField(required=False, allow_null=True)


class NewItemSerializer(ItemTermsSerializer):
    mentorship = IdField()


class DaySerializer(Strict, serializers.Serializer[Any]):
    due_on = serializers.DateField()


class ItemQuery(PageQuery):
    mentorship = IdField(required=False)
    open = serializers.BooleanField(required=False, help_text="neither done nor dropped")


class ItemViewSet(TenantViewSet):
    """The action items of one's own mentorships, latest first. Only who takes part writes; 409 says
    why it is not possible.
    """

    serializer_class = ItemSerializer
    list_query_class = ItemQuery

    def rows(self, member: Member) -> Any:
        found = queries.items_of(member)
        if "mentorship" in self.query:
            found = found.filter(mentorship=self.query["mentorship"])
        return found.open() if self.query.get("open") else found

    def own(self) -> ActionItem:
        """Raises Http404, and EndedError where the mentorship has ended."""
        item: ActionItem = self.get_object()
        item.mentorship = queries.get_writable_room(
            self.token.member, item.mentorship_id
        ).mentorship
        return item

    def asked(
        self, kind: type[serializers.Serializer[Any]], *, partial: bool = False
    ) -> dict[str, Any]:
        sent = kind(data=self.request.data, partial=partial)
        sent.is_valid(raise_exception=True)
        return dict(sent.validated_data)

    @extend_schema(request=NewItemSerializer, responses={201: ItemSerializer})
    def create(self, request: Request) -> Response:
        """Write one down between two sessions."""
        values, by = self.asked(NewItemSerializer), self.token.member
        room = queries.get_writable_room(by, values.pop("mentorship"))
        people = {part.member_id: part.member for part in room.participants}
        owner = people.get(values.pop("owner", by.pk))
        if owner is None:
            raise ValidationError({"owner": items.no_part()})
        item = Item(owner=owner, goal_id=values.pop("goal", None), **values)
        [made] = items.add_items(mentorship=room.mentorship, items=[item], by=by, at=timezone.now())
        return Response(ItemSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ItemTermsSerializer, responses=ItemSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change an open one; what is left out stays. By who wrote it or does it."""
        values = self.asked(ItemTermsSerializer, partial=True)
        item = self.own()
        if "goal" in values:
            values["goal"] = str(values["goal"] or "")
        if "owner" in values or "is_shared" in values:
            owner = str(values.pop("owner", item.owner_id))
            values["owner"] = ALL if values.pop("is_shared", item.is_shared) else owner
        made = items.change_item(item=item, by=self.token.member, at=timezone.now(), **values)
        return Response(ItemSerializer(made).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """With its history, by who wrote it or does it."""
        items.delete_item(item=self.own(), by=self.token.member, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=ItemSerializer)
    @action(detail=True, methods=["post"])
    def done(self, request: Request, pk: str) -> Response:
        return self._mark(is_done=True)

    @extend_schema(request=None, responses=ItemSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Take the check back."""
        return self._mark(is_done=False)

    def _mark(self, *, is_done: bool) -> Response:
        made = items.set_done(
            item=self.own(), is_done=is_done, by=self.token.member, at=timezone.now()
        )
        return Response(ItemSerializer(made).data)

    @extend_schema(request=DaySerializer, responses=ItemSerializer)
    @action(detail=True, methods=["post"])
    def postpone(self, request: Request, pk: str) -> Response:
        """Still right, by another day."""
        values = self.asked(DaySerializer)
        made = items.postpone_item(
            item=self.own(), by=self.token.member, at=timezone.now(), **values
        )
        return Response(ItemSerializer(made).data)

    @extend_schema(request=WhySerializer, responses=ItemSerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, pk: str) -> Response:
        """It will not be done; it stays with its reason."""
        values = self.asked(WhySerializer)
        made = items.drop_item(item=self.own(), by=self.token.member, at=timezone.now(), **values)
        return Response(ItemSerializer(made).data)
