"""Candidates to be mentors: leadership experience, subject expertise and willingness, each with
what it rests on.

Scores are in points of 10,000, as the engine's: the weights become points by largest remainder, and
each part is rounded down, so that the parts add up to the score.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext, ngettext_lazy

from matching.engine.points import floor_points, points_of_weights
from mentorship.ui.words import joined

WEIGHTS = {"leadership": 40, "expertise": 40, "willingness": 20}
# Leadership: so much for the level, for people led and for years in the organisation; full at so
# many.
LEVEL_SHARE, REPORTS_SHARE, YEARS_SHARE = 0.5, 0.3, 0.2
REPORTS_ENOUGH, YEARS_ENOUGH = 5, 8
# Expertise is full for whoever knows as much of what is wanted as the most wanted topics come to.
TOPICS_ENOUGH = 3
TOPICS_NAMED = 3
# Willingness: nobody asked yet is less than somebody named, and a name is less than one's own
# application.
NOT_ASKED, NAMED_AT_MOST = 0.3, 0.9
MENTORED_SHARE = 0.5
NAMED_SHARE = {"manager": 0.3, "peer": 0.2, "admin": 0.1}
EACH_FURTHER_PEER = 0.1
NAMED_WORDS = {
    "manager": ngettext_lazy("by their manager", "by %(number)d managers", "number"),
    "peer": ngettext_lazy("by a colleague", "by %(number)d colleagues", "number"),
    "admin": ngettext_lazy("by an admin", "by %(number)d admins", "number"),
}


@dataclass(frozen=True)
class Facts:
    """What is known of a person.

    `level` is None where nobody has said; `reports` are the people led, `years` whole ones in the
    organisation. `named_by` says as what others named them (`manager`, `peer`, `admin`), once each.
    """

    id: str
    level: int | None = None
    reports: int = 0
    years: int = 0
    skills: tuple[str, ...] = ()
    has_applied: bool = False
    has_mentored: bool = False
    has_declined: bool = False
    named_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """`points` of at most `most`, and in words what they rest on."""

    criterion: str
    points: int
    most: int
    evidence: str


@dataclass(frozen=True)
class Candidate:
    id: str
    score: int
    parts: tuple[Part, ...]


def rank(
    people: Iterable[Facts],
    *,
    demand: Mapping[str, int],
    top_level: int,
    weights: Mapping[str, int],
) -> list[Candidate]:
    """Best first, equal ones by id.

    `demand` says how many mentees want a topic, `top_level` is the highest level there is (0: none
    known), `weights` are of any size, by the names of WEIGHTS.
    """
    most = points_of_weights({name: weights.get(name, weight) for name, weight in WEIGHTS.items()})
    enough = sum(number for _, number in Counter(demand).most_common(TOPICS_ENOUGH))
    found = []
    for person in people:
        shares = {
            "leadership": _leadership(person, top_level),
            "expertise": _expertise(person, demand, enough),
            "willingness": _willingness(person),
        }
        parts = tuple(
            Part(name, floor_points(most[name], share), most[name], words)
            for name, (share, words) in shares.items()
        )
        found.append(Candidate(person.id, sum(part.points for part in parts), parts))
    return sorted(found, key=lambda each: (-each.score, each.id))


def _leadership(person: Facts, top_level: int) -> tuple[float, str]:
    level = (person.level or 0) / top_level if top_level else 0.0
    share = (
        LEVEL_SHARE * min(1.0, level)
        + REPORTS_SHARE * min(1.0, person.reports / REPORTS_ENOUGH)
        + YEARS_SHARE * min(1.0, person.years / YEARS_ENOUGH)
    )
    words = [
        gettext("level not known")
        if person.level is None
        else gettext("level %(level)s of %(top_level)s")
        % {"level": person.level, "top_level": top_level},
        (
            ngettext("leads %(number)d person", "leads %(number)d people", person.reports)
            % {"number": person.reports}
            if person.reports
            else gettext("leads nobody")
        ),
        ngettext("%(number)d year here", "%(number)d years here", person.years)
        % {"number": person.years},
    ]
    return share, ", ".join(words)


def _expertise(person: Facts, demand: Mapping[str, int], enough: int) -> tuple[float, str]:
    if not person.skills:
        return 0.0, gettext("no skills known")
    if not enough:
        return (
            min(1.0, len(person.skills) / TOPICS_ENOUGH),
            gettext("nobody has said yet what they look for"),
        )
    wanted = sorted(
        (name for name in set(person.skills) if demand.get(name)),
        key=lambda name: (-demand[name], name),
    )
    if not wanted:
        return 0.0, gettext("nothing that a mentee looks for")
    named = ", ".join(
        gettext("%(topic)s (wanted by %(number)d)") % {"topic": name, "number": demand[name]}
        for name in wanted[:TOPICS_NAMED]
    )
    if more := len(wanted[TOPICS_NAMED:]):
        named = gettext("%(topics)s and %(number)d more") % {"topics": named, "number": more}
    return min(1.0, sum(demand[name] for name in wanted) / enough), named


def _willingness(person: Facts) -> tuple[float, str]:
    if person.has_applied:
        return 1.0, gettext("has applied")
    if person.has_declined:
        return 0.0, gettext("said no this time")
    by = Counter(person.named_by)
    named = [str(NAMED_WORDS[who] % {"number": number}) for who, number in by.items()]
    share = sum(NAMED_SHARE[who] for who in by) + EACH_FURTHER_PEER * max(0, by["peer"] - 1)
    words = [gettext("named %(names)s") % {"names": joined(named)}] if named else []
    if person.has_mentored:
        share += MENTORED_SHARE
        words.append(gettext("has been a mentor"))
    if not words:
        return NOT_ASKED, gettext("not asked yet")
    return min(NAMED_AT_MOST, max(NOT_ASKED, share)), ", ".join(words)
