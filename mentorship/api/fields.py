from typing import Any
from uuid import UUID

from django.db import models
from rest_framework import serializers
from rest_framework.serializers import UUIDField

from mentorship.text import one_line, prose


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
    """Text of one line, as the forms take it. Whether it is blank or too long is asked after the
    invisible went.
    """

    clean = staticmethod(one_line)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if data is serializers.empty or data is None:
            return super().run_validation(data)
        if not isinstance(data, str):
            self.fail("invalid")
        return super().run_validation(self.clean(data))


class ProseField(LineField):
    """Text of several lines."""

    clean = staticmethod(prose)


class TextSerializer(serializers.ModelSerializer[Any]):
    """A model's serializer whose text fields take what the forms take."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.CharField: LineField,
        models.TextField: ProseField,
    }
