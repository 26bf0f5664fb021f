"""An organisation's own words in messages: placeholders in braces, put in when a message leaves.

Imports no Django.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# The recipient's given name, and where the message's action is: every text has to hold the latter.
NAME, LINK = "name", "link"


def unknown_in(text: str, allowed: Collection[str]) -> list[str]:
    """What stands in braces and means nothing, each once, in order."""
    found = PLACEHOLDER.findall(text)
    return list(dict.fromkeys(name for name in found if name not in {*allowed, NAME, LINK}))


def has_link(text: str) -> bool:
    return LINK in PLACEHOLDER.findall(text)


def filled(text: str, values: Mapping[str, Any]) -> str:
    """The text with its placeholders replaced; one without a value is left out."""
    return PLACEHOLDER.sub(lambda found: str(values.get(found[1]) or ""), text)
