from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from mentorship.api.permissions import HasScope
from mentorship.api.query import Queried, QueriedSchema
from mentorship.tenancy.models import Member
from tracking.calendars.actions.feeds import close_feed, open_feed
from tracking.calendars.addresses import address_of_feed
from tracking.calendars.models import Feed
from tracking.calendars.queries import feed_of


class FeedSerializer(serializers.ModelSerializer[Feed]):
    class Meta:
        model = Feed
        fields = ("created_at", "last_read_at")


class NewFeedSerializer(FeedSerializer):
    """`url` is told this once; `webcal_url` is the same address for programs that open such."""

    url = serializers.URLField(read_only=True)
    webcal_url = serializers.CharField(read_only=True)

    class Meta(FeedSerializer.Meta):
        fields = ("created_at", "last_read_at", "url", "webcal_url")  # type: ignore[assignment]


class FeedView(Queried, APIView):
    """The secret address at which a calendar reads the sessions of the token's person."""

    schema = QueriedSchema()
    permission_classes: tuple[type[BasePermission], ...] = (HasScope,)

    @extend_schema(responses=FeedSerializer)
    def get(self, request: Request) -> Response:
        """404 where there is none."""
        found = feed_of(self._member)
        if found is None:
            raise Http404
        return Response(FeedSerializer(found).data)

    @extend_schema(request=None, responses={201: NewFeedSerializer})
    def post(self, request: Request) -> Response:
        """Makes the address, or another in its place: the one before does not work any more."""
        member = self._member
        feed, secret = open_feed(member=member, by=member, at=timezone.now())
        address = address_of_feed(member.organization.slug, secret)
        told = {"url": address.url, "webcal_url": address.webcal}
        return Response(FeedSerializer(feed).data | told, status=201)

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """The address does not work any more; the same where there was none."""
        close_feed(member=self._member, by=self._member, at=timezone.now())
        return Response(status=204)

    @property
    def _member(self) -> Member:
        token: Any = self.request.auth
        member: Member = token.member
        return member
