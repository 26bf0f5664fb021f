from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _


def joined(names: Sequence[str]) -> str:
    """`Ann`, `Ann and Bo`, `Ann, Bo and Cy`."""
    if len(names) < 2:
        return "".join(names)
    first = ", ".join(names[:-1])
    return _("%(first)s and %(last)s") % {"first": first, "last": names[-1]}


def inside(label: object) -> str:
    """A label as it stands inside a sentence: English takes its capital away; other languages have
    their own reasons for one.
    """
    words = str(label)
    is_english = (get_language() or "en").startswith("en")
    return words[:1].lower() + words[1:] if is_english else words
