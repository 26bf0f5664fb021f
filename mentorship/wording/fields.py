from typing import Any

from django.db import models

from mentorship.wording import Said


class SaidField(models.JSONField):
    """One sentence or a list of them; read from the database they are `Said`, and so are words to
    every template and export.
    """

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return _wrapped(super().from_db_value(value, expression, connection))


def _wrapped(value: Any) -> Any:
    if isinstance(value, list):
        return [_wrapped(part) for part in value]
    return Said(value) if isinstance(value, dict) else value
