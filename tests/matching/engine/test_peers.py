from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.engine import circles, peers
from matching.engine.peers import (
    PeerSolution,
    Pod,
    both_ways,
    left_over,
    pairs_of,
    peer_scoring,
    solve_peers,
    worth,
)
from matching.engine.problem import Criterion, Person, Problem, ProblemError, Rule
from matching.engine.reading import check, digest, freeze, plain, thaw
from tests.matching.engine.problems import answers

thoroughly = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CRITERIA = (
    Criterion("topics", "terms", 5, "topics", "topics"),
    Criterion("level", "gap", 3, "level", "level", ideal=1),
    Criterion("place", "different", 2, "place", "place"),
)
RULES = (Rule("language", "any", "languages", "languages"), Rule("line", "reporting_line"))


@st.composite
def peer_problems(draw: st.DrawFn, objective: str, *, most: int = 7) -> Problem:
    ids = [f"p{n}" for n in range(draw(st.integers(0, most)))]
    people = tuple(
        Person(
            id=name,
            person=draw(st.sampled_from([name, name, name, "both"])),
            answers=draw(answers()),
            line=tuple(draw(st.lists(st.sampled_from(ids), max_size=1))),
        )
        for name in ids
    )
    pod_most = draw(st.integers(2, 4))
    kept = ((ids[0], ids[1]),) if len(ids) > 1 and draw(st.booleans()) else ()
    return Problem(
        (),
        (),
        CRITERIA,
        rules=tuple(rule for rule in RULES if draw(st.booleans())),
        kept=kept,
        objective=objective,
        peers=people,
        pod_least=draw(st.integers(2, pod_most)),
        pod_most=pod_most,
        dial=draw(st.integers(1, 99)),
    )


def every_way(problem: Problem) -> list[tuple[int, int, int]]:
    """(placed, worst, total) of each way to make pods, by trying all."""
    scores = both_ways(peer_scoring(problem))
    sizes = range(problem.pod_least, problem.pod_most + 1)

    def ways(people: tuple[int, ...]) -> Iterator[list[Pod]]:
        if not people:
            yield []
            return
        first, *rest = people
        yield from ways(tuple(rest))
        for size in sizes:
            for others in combinations(rest, size - 1):
                pod = (first, *others)
                if all(scores[pair] >= 0 for pair in pairs_of(pod)):
                    for more in ways(tuple(each for each in rest if each not in others)):
                        yield [pod, *more]

    return [
        (
            sum(map(len, pods)),
            min((int(scores[pair]) for pod in pods for pair in pairs_of(pod)), default=0),
            sum(worth(scores, pod) for pod in pods),
        )
        for pods in ways(tuple(range(len(scores))))
    ]


def solved(problem: Problem) -> PeerSolution:
    """With what must hold for every objective."""
    check(problem)
    found = solve_peers(problem)
    everybody = [number for pod in found.pods for number in pod]
    assert len(set(everybody)) == len(everybody)
    for pod in found.pods:
        assert problem.pod_least <= len(pod) <= problem.pod_most
        assert all(found.scores[pair] >= 0 for pair in pairs_of(pod))
    assert len(left_over(found)) == len(problem.peers) - len(everybody)
    return found


@given(problem=peer_problems("total"))
@thoroughly
def test_the_total_is_the_highest_there_is(problem: Problem) -> None:
    assert solved(problem).total == max(total for _, _, total in every_way(problem))


@given(problem=peer_problems("fair"))
@thoroughly
def test_fair_places_the_most_then_lifts_the_worst_pair_then_the_total(problem: Problem) -> None:
    found = solved(problem)
    assert (found.placed, found.worst or 0, found.total) == max(every_way(problem))
    assert found.best_worst == (found.worst or 0)


@given(problem=peer_problems("dial"))
@thoroughly
def test_the_dial_lets_no_pair_fall_below_its_share(problem: Problem) -> None:
    found = solved(problem)
    ways = every_way(problem)
    placed, worst, _ = max(ways)
    least = worst * problem.dial // 100
    assert found.placed == placed
    assert found.total == max(
        total for number, low, total in ways if number == placed and (low >= least or not number)
    )


@given(problem=peer_problems("fair", most=9), shuffle=st.randoms())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_order_of_people_changes_nothing(problem: Problem, shuffle: object) -> None:
    people = list(problem.peers)
    shuffle.shuffle(people)  # type: ignore[attr-defined]
    again = replace(problem, peers=tuple(people))
    assert solve_peers(again).pods == solve_peers(problem).pods
    assert digest(again) == digest(problem)


@given(problem=peer_problems("fair"))
@settings(max_examples=30, deadline=None)
def test_a_frozen_problem_of_peers_is_read_back(problem: Problem) -> None:
    frozen, found = freeze(problem)
    assert digest(thaw(frozen)) == found == digest(problem)


def test_a_kept_pair_gets_its_bonus_both_ways() -> None:
    people = tuple(Person(f"p{n}", answers={"place": "here"}) for n in range(4))
    problem = Problem(
        (),
        (),
        (Criterion("place", "same", 1, "place", "place"),),
        peers=people,
        kept=(("p2", "p0"),),
    )
    found = solve_peers(problem)
    pods = {tuple(sorted(found.scoring.mentees[number].id for number in pod)) for pod in found.pods}
    assert pods == {("p0", "p2"), ("p1", "p3")}
    assert found.total == 2 * (10_000 + 300) + 2 * 10_000


def test_a_hundred_peers_are_paired_as_no_exchange_of_two_pairs_can_better() -> None:
    generator = np.random.default_rng(7)
    people = tuple(
        Person(
            f"p{n}",
            answers={"level": int(generator.integers(1, 40)), "place": str(generator.integers(6))},
        )
        for n in range(100)
    )
    problem = Problem((), (), CRITERIA[1:], objective="total", peers=people)
    found = solve_peers(problem)
    assert found.placed == 100
    for (a, b), (c, d) in combinations(found.pods, 2):
        now = int(found.scores[a, b]) + int(found.scores[c, d])
        assert now >= int(found.scores[a, c]) + int(found.scores[b, d])
        assert now >= int(found.scores[a, d]) + int(found.scores[b, c])


def test_what_peers_cannot_be_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    people = tuple(Person(f"p{n}", answers={"level": n}) for n in range(6))
    problem = Problem((), (), CRITERIA, peers=people, pod_least=2, pod_most=3)
    for change, words in (
        ({"objective": "stable"}, "no stable matching"),
        ({"mentors": people}, "no mentors and mentees"),
        ({"pins": (("p0", "p1"),)}, "pins and first are for"),
        ({"pod_most": 13}, "pod_most: a whole number from 2 to 12"),
        ({"pod_least": 4}, "pod_least: a whole number from 2 to 3"),
        ({"kept": (("p0", "p9"),)}, "there is no mentor p9"),
    ):
        with pytest.raises(ProblemError, match=words):
            check(replace(problem, **change))
    monkeypatch.setattr(peers, "PEERS_AT_MOST", 5)
    with pytest.raises(ProblemError, match="at most 5 can be matched, this has 6"):
        solve_peers(problem)


def test_a_problem_without_peers_keeps_the_digest_it_had() -> None:
    problem = Problem((Person("a"),), (Person("b"),), CRITERIA)
    assert not {"peers", "pod_least", "pod_most"} & plain(problem).keys()


@thoroughly
@given(peer_problems("total"), st.data())
def test_exchanges_are_all_that_the_rules_allow_with_what_they_come_to(
    problem: Problem, data: st.DataObject
) -> None:
    solution = solve_peers(problem)
    if not solution.pods:
        return
    scores, pods = solution.scores, list(solution.pods)
    number = data.draw(st.sampled_from([each for pod in pods for each in pod]))
    found = peers.exchanges(scores, pods, number, most=99)
    expected = []
    for other in range(len(scores)):
        swap = {number: other, other: number}
        after = [tuple(swap.get(each, each) for each in pod) for pod in pods]
        touched = [pod for pod, before in zip(after, pods, strict=True) if pod != before]
        all_pairs = [int(scores[pair]) for pod in touched for pair in pairs_of(pod)]
        if any(number in pod and other in pod for pod in pods) or min(all_pairs) < 0:
            continue
        gain = sum(worth(scores, pod) for pod in after) - sum(worth(scores, pod) for pod in pods)
        expected.append((other, min(all_pairs), gain))
    assert sorted(found) == sorted(expected)
    assert found == sorted(found, key=lambda each: (-each[1], -each[2], each[0]))


@pytest.mark.parametrize("objective", ["total", "fair", "dial"])
@thoroughly
@given(data=st.data())
def test_a_search_keeps_the_rules_and_its_bound_is_above_every_way(
    objective: str, data: st.DataObject
) -> None:
    problem = data.draw(peer_problems(objective))
    if problem.pod_most == 2:
        problem = replace(problem, pod_most=3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(peers, "PODS_AT_MOST", 0)
        found = solved(problem)
    ways = every_way(problem)
    assert found.bound >= max(total for _, _, total in ways)
    assert (found.placed, found.total) <= (max(placed for placed, _, _ in ways), found.bound)
    assert 0 <= found.gap <= 1
    assert (found.worst or 0) >= found.least or objective == "total"


def alike(number: int, seed: int) -> np.ndarray:
    """Scores of people who stand at points of a space, some of whom may not meet."""
    generator = np.random.default_rng(seed)
    points = generator.integers(0, 12, size=(number, 6))
    scores = np.maximum(10_000 - 150 * np.abs(points[:, None, :] - points[None]).sum(axis=2), 0)
    scores[generator.random((number, number)) < 0.05] = -1
    scores = np.minimum(scores, scores.T).astype(np.int16)
    np.fill_diagonal(scores, -1)
    return scores


@pytest.mark.parametrize("seed", range(3))
def test_a_search_comes_close_to_the_best_there_is(seed: int) -> None:
    scores = alike(24, seed)
    choice = peers.Pods(scores, 3, 3)
    best = sum(worth(scores, pod) for pod in choice.best(least=0, placed=choice.most(least=0)))
    pods, _ = circles.best_pods(scores, 3, 3, share=0)
    found = sum(worth(scores, pod) for pod in pods)
    assert sum(map(len, pods)) == 24
    assert 0.98 * best <= found <= best <= circles.bound(scores, 3, 3)


@pytest.mark.parametrize("limit", ["STEPS_AT_MOST", "PODS_AT_MOST"])
def test_what_cannot_be_listed_is_searched(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    people = tuple(Person(f"p{n}", answers={"level": n}) for n in range(6))
    problem = Problem((), (), CRITERIA, peers=people, pod_least=2, pod_most=3, objective="total")
    exact = solve_peers(problem)
    monkeypatch.setattr(peers, limit, 20)
    found = solve_peers(problem)
    assert (exact.ceiling, exact.gap) == (None, 0)
    assert exact.total <= found.bound
    assert found.ceiling is not None


def test_a_hundred_people_meet_in_fours_none_of_whom_would_rather_change() -> None:
    scores = alike(100, 1)
    pods, least = circles.best_pods(scores, 4, 4, share=100)
    assert sorted(each for pod in pods for each in pod) == list(range(100))
    assert min(int(scores[pair]) for pod in pods for pair in pairs_of(pod)) >= least > 0
    # The weakest pair of a search for the total alone lies lower.
    total, _ = circles.best_pods(scores, 4, 4, share=0)
    assert least > min(int(scores[pair]) for pod in total for pair in pairs_of(pod))
    best = peers.exchanges(scores, total, 0, most=1)
    assert best[0][2] <= 0
