"""What a policy would make of a program, before it is kept."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from matching.criteria import rules_of
from matching.engine.problem import Problem
from matching.enums import RunKind
from matching.queries.problems import Asked, asked_of, problem_of
from matching.queries.review import people_of
from matching.words import pair_rule_words, points_of
from mentorship.tenancy.models import Member
from programs.models import Program

PREVIEW_PAIRS, PREVIEW_PEOPLE = 10, 300
WHAT_IF_PAIRS, WHAT_IF_IN_GROUPS = 1_000_000, 10_000
# Within a second or two.
WHAT_IF_PEERS = 200


@dataclass(frozen=True)
class Sample:
    """A pair that is only looked at: `broken` names the rules that forbid it."""

    mentee: Member
    mentor: Member
    score: int
    points: list[dict[str, Any]]
    broken: list[str]


def preview(program: Program, asked: Asked, *, on: date) -> list[Sample]:
    """Ten pairs, the same whatever is asked, with what this would make of them; best first.

    They are taken from at most PREVIEW_PEOPLE of each side, which decides how rare a topic is.
    """
    from matching.engine.scores import Scoring  # noqa: PLC0415 - loads the numeric libraries

    problem = problem_of(program, asked, on=on)
    if problem.peers:
        # Each meets the next, so that nobody is shown twice.
        problem = replace(
            problem, peers=(), mentees=problem.peers[:-1:2], mentors=problem.peers[1::2]
        )
    few = replace(
        problem,
        mentors=problem.mentors[:PREVIEW_PEOPLE],
        mentees=problem.mentees[:PREVIEW_PEOPLE],
        rules=(),
        first=(),
    )
    scoring = Scoring(replace(few, rules=rules_of(asked.rules, asked.menu)))
    places = (
        [(n, n % len(few.mentors)) for n in range(min(PREVIEW_PAIRS, len(few.mentees)))]
        if few.mentors
        else []
    )
    chosen = [(few.mentees[row].id, few.mentors[column].id) for row, column in places]
    people = people_of(each for pair in chosen for each in pair)
    found = []
    for mentee, mentor in chosen:
        row, column = scoring.row_of[mentee], scoring.column_of[mentor]
        points = points_of(scoring.explain(row, column), is_peer=asked.kind == RunKind.PODS)
        score = sum(each["points"] for each in points)
        broken = [
            pair_rule_words(name, mentor=people[mentor].member, mentee=people[mentee].member)
            for name in scoring.broken_rules(row, column)
        ]
        found.append(Sample(people[mentee].member, people[mentor].member, score, points, broken))
    return sorted(found, key=lambda each: (bool(each.broken), -each.score, each.mentee.name))


def what_if(
    program: Program, asked: Asked, *, on: date
) -> list[tuple[str, int | None, int | None]] | None:
    """(what, as it is kept now, as asked) for matched, weakest, median and mean; None for a pool
    too large to wait for.

    Scores in points of 10,000.
    """
    from matching.engine.figures import figures_of  # noqa: PLC0415 - loads the numeric libraries
    from matching.engine.solve import solve  # noqa: PLC0415 - as above

    kept, wanted = (problem_of(program, each, on=on) for each in (asked_of(program), asked))
    if asked.kind == RunKind.PODS:
        return _what_if_among_peers(kept, wanted)
    most = WHAT_IF_IN_GROUPS if asked.group_least > 1 else WHAT_IF_PAIRS
    if max(len(each.mentees) * len(each.mentors) for each in (kept, wanted)) > most:
        return None
    now, then = (figures_of(solve(each)) for each in (kept, wanted))
    rows: list[tuple[str, int | None, int | None]] = [
        (_("Mentees with a mentor"), now.matched, then.matched)
    ]
    rows += [
        (_("Weakest pair"), now.worst, then.worst),
        (_("Median pair"), now.median, then.median),
        (_("Total"), now.total, then.total),
    ]
    return rows


def _what_if_among_peers(
    kept: Problem, wanted: Problem
) -> list[tuple[str, int | None, int | None]] | None:
    from matching.engine.peers import solve_peers  # noqa: PLC0415 - loads the numeric libraries

    if not 1 < len(wanted.peers) <= WHAT_IF_PEERS:
        return None
    now, then = (solve_peers(each, quick=True) for each in (kept, wanted))
    return [
        (_("People with somebody to meet"), now.placed, then.placed),
        (_("Weakest two"), now.worst, then.worst),
        (_("Total"), now.total, then.total),
    ]
