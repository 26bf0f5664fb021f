"""Whether a row can be about the person whom its employee number belongs to."""

from collections.abc import Mapping

from mentorship.people.fields import Value
from mentorship.people.importing.names import folded

# Words that many last names share and that make nobody a relative.
PARTICLES = frozenset(
    {
        *(
            "van",
            "von",
            "der",
            "den",
            "de",
            "la",
            "las",
            "los",
            "da",
            "do",
            "dos",
            "das",
            "del",
            "di",
            "du",
            "des",
            "le",
        ),
        *(
            "el",
            "al",
            "bin",
            "binti",
            "ibn",
            "abu",
            "ben",
            "bint",
            "zu",
            "zur",
            "zum",
            "ten",
            "ter",
            "san",
            "st",
            "y",
            "e",
        ),
    }
)
NAMES = ("given_name", "family_name")
ASKED = (*NAMES, "email")


def is_somebody_else(
    stored: Mapping[str, Value], given: Mapping[str, Value], *, by_number: bool = True
) -> bool:
    """Whether first name, last name and e-mail all differ, as far as both sides have them, and two
    of them at least; of whom the e-mail alone was known, both names.

    Who married keeps a first name, who moved to another domain keeps both names; a number that was
    given to the next one keeps nothing. A name agrees with a longer one that holds all its words.
    """
    both = [
        name for name in (ASKED if by_number else NAMES) if stored.get(name) and given.get(name)
    ]
    if len(both) < 2 or _is_turned(stored, given):
        return False
    return not any(_agrees(name, str(stored[name]), str(given[name])) for name in both)


def _agrees(name: str, one: str, other: str) -> bool:
    if name == "email":
        return one.lower() == other.lower()
    mine, others = _words(one), _words(other)
    # "Mary" and "Mary Ann", "Vogt" and "Vogt-Novak".
    return folded(one) == folded(other) or bool(
        mine and others and (mine <= others or others <= mine)
    )


def _is_turned(stored: Mapping[str, Value], given: Mapping[str, Value]) -> bool:
    """Whether first and last name only changed places."""
    one = _words(f"{stored.get('given_name', '')} {stored.get('family_name', '')}")
    return len(one) > 1 and one == _words(
        f"{given.get('given_name', '')} {given.get('family_name', '')}"
    )


def _words(name: str) -> set[str]:
    return {word for word in folded(name).split() if len(word) > 1 and word not in PARTICLES}
