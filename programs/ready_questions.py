"""Questions that many programs ask, to begin with; the admin changes what should differ."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

READY: dict[str, dict[str, Any]] = {
    "areas": {
        "name": _("Areas to grow in"),
        "text": _("In which areas do you want to grow?"),
        "mentor_text": _("In which areas can you help somebody to grow?"),
        "kind": "several",
        "comparison": "covered",
        "options": [
            _("Leading people"),
            _("Leading projects"),
            _("Influence without authority"),
            _("Presenting and speaking"),
            _("Difficult conversations"),
            _("Strategy"),
            _("Building a network"),
            _("Balance of work and life"),
            _("Returning after a break"),
            _("Changing the field of work"),
        ],
        "audience": "both",
        "is_required": True,
    },
    "style": {
        "name": _("Way of working"),
        "text": _("How do you like to work together?"),
        "mentor_text": "",
        "kind": "choice",
        "comparison": "same",
        "audience": "both",
        "is_required": False,
        "options": [
            _("With a plan and an agenda"),
            _("As the conversation goes"),
            _("On a concrete piece of work"),
        ],
    },
    "challenge": {
        "name": _("How much challenge"),
        "text": _("How much do you want to be challenged?"),
        "mentor_text": _("How much do you challenge others?"),
        "kind": "scale",
        "comparison": "close",
        "options": [_("listen and encourage"), _("question everything")],
        "audience": "both",
        "is_required": False,
    },
    "field": {
        "name": _("Where from"),
        "text": _("What did you do before this?"),
        "mentor_text": "",
        "kind": "choice",
        "comparison": "different",
        "audience": "both",
        "is_required": False,
        "options": [
            _("Studies"),
            "A start-up",
            _("A large company"),
            _("Public service"),
            "Self-employed",
            _("Something else"),
        ],
    },
    "success": {
        "name": _("A good ending"),
        "text": _("In a year you say: that was worth it. What has happened?"),
        "mentor_text": _("What would you like to see in a mentee after a year?"),
        "kind": "text",
        "comparison": "similar",
        "options": [],
        "audience": "both",
        "is_required": False,
    },
}


def ready_questions() -> dict[str, dict[str, Any]]:
    """By a short name, in the language of the reader: what they take over is theirs to word."""
    return {name: {key: _said(value) for key, value in row.items()} for name, row in READY.items()}


def _said(value: Any) -> Any:
    if isinstance(value, list):
        return [str(option) for option in value]
    return str(value) if isinstance(value, Promise) else value
