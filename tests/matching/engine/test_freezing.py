import json
from pathlib import Path

from hypothesis import given

from matching.engine.reading import digest, freeze, read_problem, thaw
from matching.engine.solve import solve
from tests.matching.engine import problems


@given(problems.problems())
def test_a_frozen_problem_thaws_to_the_same_pairs(problem: problems.Problem) -> None:
    frozen, key = freeze(problem)
    again = thaw(frozen)
    assert key == digest(problem) == digest(again)
    first, second = solve(problem), solve(again)
    assert [each.id for each in first.scoring.mentees] == [
        each.id for each in second.scoring.mentees
    ]
    assert (first.columns.tolist(), first.scores.tolist()) == (
        second.columns.tolist(),
        second.scores.tolist(),
    )


def test_who_watches_hears_each_stage_and_can_stop_the_work() -> None:
    fair = read_problem(
        json.loads((Path(__file__).parents[1] / "problems" / "fair.json").read_text())
    )
    heard: list[str] = []

    def stop_at_total(stage: str, number: int) -> None:
        heard.append(stage)
        if stage == "total":
            raise InterruptedError

    try:
        solve(fair, watch=stop_at_total)
    except InterruptedError:
        heard.append("stopped")
    assert heard[0] == "pairs"
    assert heard[-2:] == ["total", "stopped"]
