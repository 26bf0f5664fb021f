"""The mentors of a run, ranked for one mentee."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from matching.engine.reading import thaw
from matching.models import Pair, Run, RunInputs
from matching.queries.review import pairs, people_of
from matching.words import points_of
from programs.models import Enrolment

if TYPE_CHECKING:
    from matching.engine.scores import Scoring


@lru_cache(maxsize=2)
def _scoring(run: UUID, _inputs_hash: str) -> "Scoring":
    from matching.engine.scores import Scoring  # noqa: PLC0415 - loads the numeric libraries

    problem = thaw(bytes(RunInputs.objects.get(run=run).content))
    if not problem.peers:
        return Scoring(problem)
    from matching.engine.peers import peer_scoring  # noqa: PLC0415 - as above

    return peer_scoring(problem)


def scoring_of(run: Run) -> "Scoring":
    """The scores of what the run was asked. Raises RunInputs.DoesNotExist for a run that kept no
    inputs.
    """
    return _scoring(run.pk, run.inputs_hash)


@dataclass(frozen=True)
class Ranked:
    """A mentor for one mentee: `seats` are free in this run.

    `holders` are the pairs that fill the mentor, each with the score that its mentee would have
    with the mentor whom the exchange sets free, None where they would have nobody.
    """

    rank: int
    mentor: Enrolment
    score: int
    evidence: list[dict[str, Any]]
    seats: int
    holders: list[tuple[Pair, int | None]]
    is_now: bool


def ranked_mentors(run: Run, mentee: Enrolment, *, most: int = 20) -> list[Ranked]:
    """The best mentors that the rules allow this mentee, best first; none where the run did not
    know them or kept no inputs.
    """
    if not RunInputs.objects.filter(run=run).exists():
        return []
    scoring = scoring_of(run)
    row = scoring.row_of.get(str(mentee.pk))
    if row is None:
        return []
    scores = scoring.worths(row)
    best = [
        int(column) for column in (-scores).argsort(kind="stable")[:most] if scores[column] >= 0
    ]
    mentors = people_of(scoring.mentors[column].id for column in best)
    held: dict[str, list[Pair]] = {}
    for pair in pairs(run, sort="mentee").filter(
        mentor__in=list(mentors.values()), is_removed=False
    ):
        held.setdefault(str(pair.mentor_id), []).append(pair)
    now = Pair.objects.filter(run=run, mentee=mentee, is_removed=False).first()
    found = []
    for column in best:
        name, score = scoring.mentors[column].id, int(scores[column])
        holders = held.get(name, [])
        found.append(
            Ranked(
                1 + int((scores > score).sum()),
                mentors[name],
                score,
                points_of(scoring.explain(row, column), bonus=scoring.bonus(row, column)),
                int(scoring.seats[column]) - len(holders),
                [
                    (each, _after(scoring, each, now))
                    for each in holders
                    if each.mentee_id != mentee.pk
                ],
                is_now=any(each.mentee_id == mentee.pk for each in holders),
            )
        )
    return found


def mentor_of(run: Run, mentee: Enrolment) -> Enrolment | None:
    """Whom the run proposes for the mentee by now."""
    pair = (
        Pair.objects.filter(run=run, mentee=mentee, is_removed=False)
        .select_related("mentor__member")
        .first()
    )
    return pair.mentor if pair else None


def _after(scoring: "Scoring", holder: Pair, freed: Pair | None) -> int | None:
    if freed is None:
        return None
    row, column = scoring.row_of[str(holder.mentee_id)], scoring.column_of[str(freed.mentor_id)]
    score = scoring.score(row, column)
    return score - scoring.bonus(row, column) if score >= 0 else None
