"""What the points of two people rest on, as sentences to be said."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from matching.criteria import KEPT, asked_in
from matching.engine.criteria import shared_hours
from mentorship.wording import Said, Sentence, said

if TYPE_CHECKING:
    from matching.engine.parts import Part

EVIDENCE_AT_MOST = 4


def points_of(
    parts: Iterable["Part"], *, bonus: int = 0, is_peer: bool = False
) -> list[dict[str, Any]]:
    """What a pair keeps of its score: points a criterion, the most it could give, and the evidence
    as a sentence to be said.

    The `bonus` of a kept pair is a line of its own without points: it decides, and is no part of
    what the pair is worth.
    """
    lines = [
        {
            "criterion": part.criterion,
            "points": part.points,
            "of": part.most,
            "evidence": evidence_of(part, is_peer=is_peer),
        }
        for part in parts
    ]
    kept = {
        "criterion": KEPT,
        "points": 0,
        "of": 0,
        "evidence": said("evidence.kept", points=f"{bonus / 100:g}"),
        "bonus": bonus,
    }
    return [*lines, kept] if bonus else lines


def evidence_of(part: "Part", *, is_peer: bool = False) -> Said:
    """What a criterion's points rest on; nobody of two peers stands above."""
    if not part.is_answered:
        return said("evidence.unanswered")
    if is_peer and part.criterion == "level":
        return _apart(part.evidence)
    return EVIDENCE.get(asked_in(part.criterion)[0] or part.criterion, _two)(part.evidence)


def _topics(shared: Sequence[Any]) -> Said:
    topics = list(shared[:EVIDENCE_AT_MOST])
    return said("evidence.shared", these=topics) if topics else said("evidence.nothing")


def _common(lists: Sequence[Any]) -> Said:
    common = sorted(set(lists[0]) & set(lists[1]))[:EVIDENCE_AT_MOST]
    return said("evidence.shared", these=common) if common else said("evidence.none")


def _levels(levels: Sequence[Any]) -> Said:
    above = levels[0] - levels[1]
    if not above:
        return said("evidence.same_level")
    return said(f"evidence.{'above' if above > 0 else 'below'}", levels=abs(above))


def _apart(levels: Sequence[Any]) -> Said:
    between = abs(levels[0] - levels[1])
    return said("evidence.apart", levels=between) if between else said("evidence.same_level")


def _hours(offsets: Sequence[Any]) -> Said:
    return said("evidence.hours", hours=shared_hours(*offsets))


def _two(answers: Sequence[Any]) -> Said:
    one, other = answers
    if one == other:
        return said("evidence.both", one=one)
    return said("evidence.two", one=one, other=other)


def _years(years: Sequence[Any]) -> Said:
    return said("evidence.years", one=years[0], other=years[1])


def _wishes(ranks: Sequence[Any]) -> Said:
    return said("evidence.choice", rank=ranks[0]) if ranks[0] else said("evidence.unwished")


def _answers(given: Sequence[Any]) -> Said:
    one, other = given
    if one == other:
        return said("evidence.both_said", one=one)
    return said("evidence.two_said", one=one, other=other)


EVIDENCE: Mapping[str, Callable[[Sequence[Any]], Said]] = {
    "wishes": _wishes,
    "skills": _topics,
    "hopes": _topics,
    "level": _levels,
    "years": _years,
    "hours": _hours,
    "language": _common,
    "shared": _topics,
    "covered": _common,
    "similar": _topics,
    "same": _answers,
    "different": _answers,
    "close": _answers,
    "above": _answers,
}


def _shared(these: Sequence[str]) -> str:
    return ", ".join(these)


def _hours_words(hours: float) -> str:
    words = ngettext(
        "%(hours)s shared working hour", "%(hours)s shared working hours", 1 if hours == 1 else 2
    )
    return words % {"hours": f"{hours:g}"}


SENTENCES: dict[str, Sentence] = {
    "evidence.kept": gettext_lazy(
        "proposed by the earlier run: in the choice it counted %(points)s points more"
    ),
    "evidence.unanswered": gettext_lazy("not answered"),
    "evidence.shared": _shared,
    "evidence.nothing": gettext_lazy("nothing in common"),
    "evidence.none": gettext_lazy("none in common"),
    "evidence.same_level": gettext_lazy("the same level"),
    "evidence.above": ngettext_lazy("%(levels)d level above", "%(levels)d levels above", "levels"),
    "evidence.below": ngettext_lazy("%(levels)d level below", "%(levels)d levels below", "levels"),
    "evidence.apart": ngettext_lazy("%(levels)d level apart", "%(levels)d levels apart", "levels"),
    "evidence.hours": _hours_words,
    "evidence.both": gettext_lazy("both %(one)s"),
    "evidence.two": gettext_lazy("%(one)s and %(other)s"),
    "evidence.both_said": gettext_lazy("both “%(one)s”"),
    "evidence.two_said": gettext_lazy("“%(one)s” and “%(other)s”"),
    "evidence.years": gettext_lazy("%(one)s and %(other)s years"),
    "evidence.choice": gettext_lazy("choice number %(rank)d"),
    "evidence.unwished": gettext_lazy("not among the wishes"),
}
