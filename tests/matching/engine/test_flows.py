"""Where the search for the worst pair may go on, against every score there is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import flows
from matching.engine.edges import candidates
from matching.engine.flows import most_placed, way_in
from matching.engine.problem import Problem
from matching.engine.scores import Scoring
from matching.engine.solve import pool_of
from tests.matching.engine.problems import problems


@pytest.mark.parametrize("steps", [1, flows.MOST_STEPS])
@given(problem=problems(most=9, wishes=False), data=st.data())
@settings(max_examples=150, deadline=None)
def test_nobody_more_is_let_in_above_the_score_it_names(
    problem: Problem, data: st.DataObject, steps: int
) -> None:
    pool = pool_of(Scoring(problem), {})
    edges = candidates(pool).best_first()
    tried = sorted({int(each) for each in edges.scores})
    least = data.draw(st.sampled_from([*tried, 10_001]))
    found = most_placed(pool, edges.above(least))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flows, "MOST_STEPS", steps)
        named = way_in(pool, edges, found, least=least)

    assert named < least
    for score in tried:
        if named < score < least:
            assert most_placed(pool, edges.above(score)).matched == found.matched
    if named >= 0 and steps > 1:
        assert most_placed(pool, edges.above(named)).matched > found.matched


@given(problem=problems(most=9, wishes=False), data=st.data())
@settings(max_examples=60, deadline=None)
def test_best_first_counts_as_a_filter_does(problem: Problem, data: st.DataObject) -> None:
    edges = candidates(pool_of(Scoring(problem), {}))
    least = data.draw(st.integers(-1, 10_001))
    ordered = edges.best_first()

    count = ordered.count_above(least)

    assert count == len(edges.above(least))
    assert (ordered.first(count).scores >= least).all()
