from datetime import time
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from mentorship.api.fields import Strict
from mentorship.api.permissions import HasScope
from mentorship.api.query import Queried, QueriedSchema
from mentorship.delivery.actions import set_preferences
from mentorship.delivery.enums import Category, Channel, When
from mentorship.delivery.forms import PreferencesForm, whens_of
from mentorship.delivery.kinds import categories_of
from mentorship.delivery.models import Preferences
from mentorship.delivery.queries import preferences_of

CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


class EmailWishesSerializer(Strict, serializers.Serializer[Any]):
    """By category when its e-mails come; what is left out comes at once."""

    def get_fields(self) -> dict[str, Any]:
        return {
            category.value: serializers.ChoiceField(whens_of(category), required=False)
            for category in Category
            if category in categories_of(Channel.EMAIL)
        }


class PreferencesSerializer(Strict, serializers.Serializer[Any]):
    """Times are those of the person's own zone, as 22:00; both quiet ones or neither."""

    email = EmailWishesSerializer()
    in_app_off = serializers.ListField(
        child=serializers.ChoiceField(
            [each for each in Category.choices if each[0] != Category.ACCOUNT]
        ),
        max_length=len(Category),
    )
    quiet_from = serializers.RegexField(CLOCK, allow_null=True)
    quiet_until = serializers.RegexField(CLOCK, allow_null=True)
    summary_at = serializers.RegexField(CLOCK)
    hour_before = serializers.BooleanField(default=False)


class PreferencesView(Queried, APIView):
    """What the token's person wishes to hear of, and when."""

    schema = QueriedSchema()
    permission_classes: tuple[type[BasePermission], ...] = (HasScope,)

    @extend_schema(responses=PreferencesSerializer)
    def get(self, request: Request) -> Response:
        return Response(_written(preferences_of(self._member)))

    @extend_schema(request=PreferencesSerializer, responses=PreferencesSerializer)
    def put(self, request: Request) -> Response:
        """400 names the entry that cannot be so, as the browser does."""
        asked = PreferencesSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, member = asked.validated_data, self._member
        form = PreferencesForm(_as_form(given), stored=preferences_of(member), member=member)
        if not form.is_valid():
            raise serializers.ValidationError(
                {name: [str(each) for each in words] for name, words in form.errors.items()}
            )
        stored = set_preferences(member=member, by=member, at=timezone.now(), **form.values())
        return Response(_written(stored))

    @property
    def _member(self) -> Any:
        token: Any = self.request.auth
        return token.member


def _as_form(given: dict[str, Any]) -> dict[str, Any]:
    wishes = {f"email_{each}": given["email"].get(each, When.NOW) for each in Category.values}
    shown = {f"app_{each}": each not in given["in_app_off"] for each in Category.values}
    times = {name: given[name] or "" for name in ("quiet_from", "quiet_until", "summary_at")}
    return wishes | shown | times | {"hour_before": given["hour_before"]}


def _written(stored: Preferences) -> dict[str, Any]:
    return {
        "email": stored.email,
        "in_app_off": stored.in_app_off,
        "hour_before": stored.hour_before,
        **{
            name: _clock(getattr(stored, name))
            for name in ("quiet_from", "quiet_until", "summary_at")
        },
    }


def _clock(value: time | None) -> str | None:
    return value.strftime("%H:%M") if value else None
