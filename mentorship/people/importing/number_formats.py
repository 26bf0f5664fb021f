"""Numbers as a spreadsheet shows them: 77 in the format 00000 is 00077."""

import re
from collections.abc import Iterator

# A zero, a text in quotation marks, a sign after a backslash, what shows nothing (a space, a
# colour), or a sign itself.
_TOKEN = re.compile(
    r'(?P<zero>0)|"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[[^\]]*\]'
    r"|(?P<sign>[-+/():!^&~{}<>= $])"
)


def shown(number: int, code: str) -> str | None:
    """The whole number in a format of zeros and fixed text; None where the format is another, or
    the number negative."""
    texts = list(_tokens(code.split(";", maxsplit=1)[0]))
    zeros = texts.count(None)
    if number < 0 or not zeros or OTHER in texts:
        return None
    digits = str(number).zfill(zeros)
    spare = len(digits) - zeros
    places = iter([digits[: spare + 1], *digits[spare + 1 :]])
    return "".join(next(places) if text is None else text for text in texts)


def has_zeros(code: str) -> bool:
    """Whether the format shows a whole number otherwise than its digits."""
    return shown(7, code) not in {None, "7"}


OTHER = "\0"


def _tokens(code: str) -> Iterator[str | None]:
    """The texts of a format, None for each place of a digit, OTHER for anything else."""
    at = 0
    while at < len(code):
        match = _TOKEN.match(code, at)
        if match is None:
            yield OTHER
            return
        yield None if match["zero"] else match["quoted"] or match["escaped"] or match["sign"] or ""
        at = match.end()
