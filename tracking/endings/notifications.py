from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentorship.delivery.enums import Category
from mentorship.delivery.kinds import Kind
from tracking.endings.queries import extensions_that_wait


def _day(words: dict[str, Any]) -> str:
    return date_format(date.fromisoformat(words["on"]), "j F Y")


def planned_title(words: dict[str, Any]) -> str:
    return gettext("Your mentorship with %(other)s ends on %(day)s") % {
        "other": words["other"],
        "day": _day(words),
    }


def asked_title(words: dict[str, Any]) -> str:
    return gettext("%(other)s would like to go on until %(day)s") % {
        "other": words["other"],
        "day": _day(words),
    }


def extended_title(words: dict[str, Any]) -> str:
    return gettext("You go on with %(other)s until %(day)s") % {
        "other": words["other"],
        "day": _day(words),
    }


KINDS = (
    Kind("ending_planned", Category.MATCHES, planned_title, icon="flag"),
    Kind(
        "extension_asked",
        Category.MATCHES,
        asked_title,
        icon="heart-handshake",
        still_true=extensions_that_wait,
        acts=("ending.agree",),
    ),
    Kind("extension_agreed", Category.MATCHES, extended_title, icon="heart-handshake"),
    Kind(
        "extension_declined",
        Category.MATCHES,
        _("{other} would rather end as planned"),
        icon="flag",
    ),
    Kind(
        "reflection_written",
        Category.PROGRESS,
        _("{other} has written their reflection"),
        icon="notes",
    ),
)
