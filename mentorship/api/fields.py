from typing import Any
from uuid import UUID

from rest_framework.serializers import UUIDField


class IdField(UUIDField):
    """An id as it stands in every answer. A number or a truth value would be taken for one otherwise."""

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        found: UUID = super().to_internal_value(data)
        return found
