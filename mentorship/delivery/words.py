"""What a delivery holds as data, in words for whoever reads it: in their zone, when they read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import dateformat, timezone

from mentorship.wording import say


def told(context: Mapping[str, Any]) -> dict[str, Any]:
    """The context in words, and with `when`, where it holds a moment as `starts_at`, as the clocks
    of the active time zone show it.
    """
    words = {
        name: say(value) if isinstance(value, dict) else value for name, value in context.items()
    }
    if "starts_at" in context:
        words["when"] = moment_in_words(datetime.fromisoformat(context["starts_at"]))
    return words


def moment_in_words(moment: datetime) -> str:
    """A moment in the active time zone, which is named."""
    local = timezone.localtime(moment)
    zone = timezone.get_current_timezone_name().replace("_", " ")
    return f"{dateformat.format(local, 'l, j F Y')} at {local:%H:%M} ({zone})"
