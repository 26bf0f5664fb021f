"""Peers: everybody on one side. Pairs by maximum-weight matching in a general graph, pods by
choosing among all there are.

Both are exact over all pairs: what is found is its own bound. Where there are too many pods to
list, `circles` searches and bounds. A pair of peers scores the mean of both directions.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import rustworkx as rx
import scipy.sparse as sp

from matching.engine import circles
from matching.engine.parts import Ints, Scores
from matching.engine.problem import Problem, ProblemError
from matching.engine.scores import FORBIDDEN, Scoring

# Beyond, a pair takes longer than anybody waits; and all pods at once stand in memory.
PEERS_AT_MOST, PODS_AT_MOST = 1_000, 30_000
# Parts of pods are gone through besides; where most of them lead nowhere there may be far more of
# them than pods.
STEPS_AT_MOST = 500_000
# Ties are broken by a little something on each pair, which all pairs together never add up to a
# point.
TIES = 1_024
Pod = tuple[int, ...]


class TooManyPodsError(Exception):
    """More pods are possible than can be listed."""


@dataclass(frozen=True)
class PeerSolution:
    """`pods` are numbers of `people`, and so are the rows and columns of `scores` (int16, -1 where
    a rule forbids).

    `best_worst` is the highest worst pair among the assignments that place the most, None where not
    sought or not proven; `least` the score that no pair had to fall below; `ceiling` a bound of the
    total where it is not proven the best.
    """

    problem: Problem
    scoring: Scoring
    scores: Scores
    pods: tuple[Pod, ...]
    least: int
    best_worst: int | None
    ceiling: int | None = None

    @property
    def bound(self) -> int:
        """Above the total of every way there is; what is exact is its own bound."""
        return self.total if self.ceiling is None else max(self.total, self.ceiling)

    @property
    def gap(self) -> float:
        """The proven distance to the best total, as a share of it."""
        return (self.bound - self.total) / max(1, self.bound)

    @property
    def placed(self) -> int:
        return sum(map(len, self.pods))

    @property
    def total(self) -> int:
        return sum(worth(self.scores, pod) for pod in self.pods)

    @property
    def worst(self) -> int | None:
        return min(
            (int(self.scores[pair]) for pod in self.pods for pair in pairs_of(pod)), default=None
        )


class Choice(Protocol):
    def most(self, *, least: int) -> int:
        """How many people can be placed with no pair below `least`."""

    def best(self, *, least: int, placed: int) -> list[Pod]:
        """The highest total with at least so many people placed."""


def solve_peers(problem: Problem, *, quick: bool = False) -> PeerSolution:
    """The same pods for the same people in any order. With `quick` pods are searched even where
    they could be listed.

    Raises ProblemError where there are too many people.
    """
    if len(problem.peers) > PEERS_AT_MOST:
        raise ProblemError(
            f"peers: at most {PEERS_AT_MOST:,} can be matched, this has {len(problem.peers):,}."
        )
    scoring = peer_scoring(problem)
    scores = both_ways(scoring)
    share = {"dial": problem.dial, "total": 0}.get(problem.objective, 100)
    if quick and problem.pod_most > 2:
        return _searched(problem, scoring, scores, share)
    try:
        choice: Choice = (
            Pairs(scores)
            if problem.pod_most == 2
            else Pods(scores, problem.pod_least, problem.pod_most)
        )
    except TooManyPodsError:
        return _searched(problem, scoring, scores, share)
    if not share:
        return PeerSolution(
            problem, scoring, scores, tuple(choice.best(least=0, placed=0)), 0, None
        )
    placed = choice.most(least=0)
    best_worst = _best_worst(choice, scores, placed)
    least = best_worst * share // 100
    return PeerSolution(
        problem, scoring, scores, tuple(choice.best(least=least, placed=placed)), least, best_worst
    )


def _searched(problem: Problem, scoring: Scoring, scores: Scores, share: int) -> PeerSolution:
    """Where the pods are too many to list."""
    pods, least = circles.best_pods(scores, problem.pod_least, problem.pod_most, share=share)
    ceiling = circles.bound(scores, problem.pod_least, problem.pod_most)
    return PeerSolution(problem, scoring, scores, tuple(pods), least, None, ceiling)


def peer_scoring(problem: Problem) -> Scoring:
    """Everybody on both sides; an earlier pair is kept in both directions, and nobody meets
    themselves.
    """
    people = tuple(replace(each, person=each.person or each.id) for each in problem.peers)
    kept = problem.kept + tuple((b, a) for a, b in problem.kept)
    return Scoring(replace(problem, mentors=people, mentees=people, peers=(), kept=kept))


def both_ways(scoring: Scoring, *, counts_bonus: bool = True) -> Scores:
    """The mean of both directions, rounded down; shape (people, people). Without the bonus it is
    what two are worth.
    """
    rows = np.arange(scoring.shape[0])
    there = (
        scoring.block(rows)
        if counts_bonus
        else np.array([scoring.worths(row) for row in range(len(rows))])
    ).astype(np.int32)
    is_forbidden = (there < 0) | (there.T < 0)
    found: Scores = np.where(is_forbidden, FORBIDDEN, (there + there.T) // 2).astype(np.int16)
    return found


def pairs_of(pod: Pod) -> Iterator[tuple[int, int]]:
    return ((one, other) for place, one in enumerate(pod) for other in pod[place + 1 :])


def worth(scores: Scores, pod: Pod) -> int:
    """What the pod adds to the total: for each of its people the mean score with the others,
    rounded down together.
    """
    return 2 * sum(int(scores[pair]) for pair in pairs_of(pod)) // (len(pod) - 1)


def exchanges(
    scores: Scores, pods: Sequence[Pod], number: int, *, most: int
) -> list[tuple[int, int, int]]:
    """With whom a person could change places, best first: (the other's number, the weakest pair of
    the two pods after it, what both pods' worth would gain). Whoever stands in no pod can take the
    place too. Rules hold in both.
    """
    home = next(pod for pod in pods if number in pod)
    stays = [each for each in home if each != number]
    # In no pod, or alone in one of their own: there is nobody to meet, so nothing to gain or lose
    # there.
    placed = {each for pod in pods for each in pod}
    elsewhere = [pod for pod in pods if pod != home] + [
        (each,) for each in range(len(scores)) if each not in placed
    ]
    found = []
    for pod in elsewhere:
        for other in pod:
            mine, theirs = (*stays, other), (*(each for each in pod if each != other), number)
            after = [int(scores[pair]) for changed in (mine, theirs) for pair in pairs_of(changed)]
            if min(after) >= 0:
                gain = sum(_worth(scores, changed) for changed in (mine, theirs))
                found.append((other, min(after), gain - _worth(scores, home) - _worth(scores, pod)))
    return sorted(found, key=lambda each: (-each[1], -each[2], each[0]))[:most]


def _worth(scores: Scores, pod: Pod) -> int:
    return worth(scores, pod) if len(pod) > 1 else 0


def left_over(solution: PeerSolution) -> dict[str, int]:
    """By the id of everybody without a pod: with how many others the rules would let them be."""
    placed = {number for pod in solution.pods for number in pod}
    allowed = (solution.scores >= 0).sum(axis=1)
    people = solution.scoring.mentees
    return {people[n].id: int(allowed[n]) for n in range(len(people)) if n not in placed}


def _best_worst(choice: Choice, scores: Scores, placed: int) -> int:
    tried = np.unique(scores[scores >= 0])
    if not placed:
        return 0
    low, high = 0, len(tried)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (
            (middle, high) if choice.most(least=int(tried[middle])) == placed else (low, middle)
        )
    return int(tried[low])


class Pairs:
    """Galil's algorithm (1986) as rustworkx has it; it proves each of its answers by the duals."""

    def __init__(self, scores: Scores) -> None:
        self._number = len(scores)
        self._ones, self._others = np.nonzero(np.triu(scores >= 0, 1))
        self._scores = scores[self._ones, self._others].astype(np.int64)

    def most(self, *, least: int) -> int:
        return 2 * len(self._match(least, lambda _: 1, everyone=True))

    def best(self, *, least: int, placed: int) -> list[Pod]:
        return self._match(least, int, everyone=placed > 0)

    def _match(self, least: int, weight: Callable[[int], int], *, everyone: bool) -> list[Pod]:
        graph = rx.PyGraph(multigraph=False)
        graph.add_nodes_from(range(self._number))
        chosen = self._scores >= least
        ones, others = self._ones[chosen], self._others[chosen]
        ties = (ones * 2_654_435_761 + others * 40_503) % TIES
        weights = self._scores[chosen] * TIES * max(1, self._number) + ties
        graph.add_edges_from(
            list(zip(ones.tolist(), others.tolist(), weights.tolist(), strict=True))
        )
        found = rx.max_weight_matching(
            graph, max_cardinality=everyone, weight_fn=weight, verify_optimum=True
        )
        return sorted((min(pair), max(pair)) for pair in found)


class Pods:
    """A set packing over all pods that the rules allow, as a mixed-integer program (HiGHS)."""

    def __init__(self, scores: Scores, least: int, most: int) -> None:
        self._pods = list(_possible(scores, least, most))
        self._people = len(scores)
        self._sizes = np.array([len(pod) for pod in self._pods], dtype=np.int64)
        self._worth = np.array([worth(scores, pod) for pod in self._pods], dtype=np.int64)
        self._worst = np.array(
            [min(int(scores[pair]) for pair in pairs_of(pod)) for pod in self._pods], dtype=np.int64
        )

    def most(self, *, least: int) -> int:
        return int(self._sizes[self._choose(self._sizes, least=least, placed=0)].sum())

    def best(self, *, least: int, placed: int) -> list[Pod]:
        return sorted(
            self._pods[each] for each in self._choose(self._worth, least=least, placed=placed)
        )

    def _choose(self, values: Ints, *, least: int, placed: int) -> Ints:
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - takes 27 MB, which pairs need not have

        usable = np.flatnonzero(self._worst >= least)
        if not len(usable):
            return usable
        rows = np.concatenate([self._pods[each] for each in usable])
        columns = np.repeat(np.arange(len(usable)), self._sizes[usable])
        once = sp.csr_matrix(
            (np.ones(len(rows)), (rows, columns)), shape=(self._people, len(usable))
        )
        constraints = [
            LinearConstraint(once, -np.inf, 1),
            LinearConstraint(self._sizes[usable][None, :], placed, np.inf),
        ]
        found = milp(
            -values[usable],
            constraints=constraints,
            integrality=np.ones(len(usable), dtype=np.int64),
            bounds=Bounds(0, 1),
            options={"mip_rel_gap": 0.0},
        )
        if found.status != 0:
            raise RuntimeError(f"The pods could not be solved: {found.message}")
        chosen: Ints = usable[found.x > 0.5]
        return chosen


def _possible(scores: Scores, least: int, most: int) -> Iterator[Pod]:
    """Every pod whose pairs are all allowed. Raises TooManyPodsError beyond PODS_AT_MOST."""
    allowed = [set(np.flatnonzero(row >= 0).tolist()) for row in scores]
    number = steps = 0
    waiting: list[tuple[Pod, list[int]]]
    waiting = [((one,), sorted(allowed[one])) for one in reversed(range(len(scores)))]
    while waiting:
        pod, others = waiting.pop()
        steps += 1
        if steps > STEPS_AT_MOST:
            raise TooManyPodsError
        if len(pod) >= least:
            number += 1
            if number > PODS_AT_MOST:
                raise TooManyPodsError
            yield pod
        if len(pod) < most:
            waiting += [
                ((*pod, each), [o for o in others if o in allowed[each]])
                for each in reversed(others)
                if each > pod[-1]
            ]
