import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.serializers import UUIDField

from mentorship.text import one_line, prose
from mentorship.wording import Said

UNKNOWN = _("Nothing is called so here.")
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}", re.ASCII)


class Strict:
    """For serializers: what is not asked for is refused by name, so that a slip of the pen does not
    pass for success. What is only ever read may come back as it was given.
    """

    def to_internal_value(self, data: Any) -> Any:
        given = data if isinstance(data, Mapping) else {}
        unknown = {str(name): [UNKNOWN] for name in given if name not in self.fields}  # type: ignore[attr-defined]
        if unknown:
            raise serializers.ValidationError(unknown)
        return super().to_internal_value(data)  # type: ignore[misc]


class WholeNumberField(serializers.IntegerField):
    """A number as an address writes it; in JSON no text and no truth value."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, str) and not WHOLE_NUMBER.fullmatch(data):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class TruthField(serializers.BooleanField):
    """`true` or `false`, and no word or number that means it."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class IdField(UUIDField):
    """An id as it stands in every answer. A number or a truth value would be taken for one
    otherwise.
    """

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        found: UUID = super().to_internal_value(data)
        return found


class LineField(serializers.CharField):
    """Text of one line, as the forms take it. Whether it is blank is asked after the invisible
    went; whether it is too long of what was sent, as the schema says.
    """

    clean = staticmethod(one_line)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if data is serializers.empty or data is None:
            return super().run_validation(data)
        if not isinstance(data, str):
            self.fail("invalid")
        if self.max_length is not None and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        return super().run_validation(self.clean(data))


class ProseField(LineField):
    """Text of several lines."""

    clean = staticmethod(prose)


class SaidField(serializers.JSONField):
    """What a row holds with sentences in it, those in words: codes are ours, and may change."""

    def to_representation(self, value: Any) -> Any:
        return _in_words(value)


def _in_words(value: Any) -> Any:
    if isinstance(value, Said):
        return str(value)
    if isinstance(value, list):
        return [_in_words(part) for part in value]
    if isinstance(value, dict):
        return {name: _in_words(part) for name, part in value.items()}
    return value


class TextSerializer(Strict, serializers.ModelSerializer[Any]):
    """A model's serializer whose text fields take what the forms take."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.CharField: LineField,
        models.TextField: ProseField,
        models.BooleanField: TruthField,
    }
