import json
from typing import Any

from django.db import models

from mentorship.wording import Said


def _sentence(value: dict[str, Any]) -> dict[str, Any]:
    return Said(value) if "code" in value else value


class SaidDecoder(json.JSONDecoder):
    """Reads every object that has a code as a sentence, however deep it stands."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"object_hook": _sentence, **options})


class SaidField(models.JSONField):
    """JSON with sentences in it: read from the database they are `Said`, and so are words to every
    template and export.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"decoder": SaidDecoder, **options})

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options.pop("decoder", None)
        return name, path, args, options
