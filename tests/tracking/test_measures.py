from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tracking.measures import LEADING, Measure, begin, percent_of, problem_of, value_problem

AMOUNTS = st.decimals(-1_000_000, 1_000_000, places=2)


def leading(baseline: int, target: int, kind: str = "number") -> Measure:
    return Measure(kind, Decimal(baseline), Decimal(target))


@pytest.mark.parametrize(
    ("measure", "value", "percent"),
    [
        (leading(0, 5), 0, 0),
        (leading(0, 5), 2, 40),
        (leading(0, 5), 5, 100),
        (leading(0, 5), 9, 100),
        (leading(0, 5), -1, 0),
        (leading(31, 10), 31, 0),
        (leading(31, 10), 20, 52),
        (leading(31, 10), 10, 100),
        (leading(2, 4, "scale"), 3, 50),
        (leading(0, 3), 2, 66),
        (leading(0, 1000), 999, 99),
        (Measure("yes_no"), 0, 0),
        (Measure("yes_no"), 1, 100),
        (Measure(), 35, 35),
        (Measure(), 140, 100),
    ],
)
def test_how_much_of_the_way_is_done(measure: Measure, value: int, percent: int) -> None:
    assert percent_of(measure, Decimal(value)) == percent


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_nearer_to_the_target_is_never_less(
    baseline: Decimal, target: Decimal, one: Decimal, other: Decimal
) -> None:
    assume(baseline != target)
    measure = Measure("number", baseline, target)
    near, far = sorted((one, other), key=lambda value: abs(target - value))
    assert 0 <= percent_of(measure, one) <= 100
    assert percent_of(measure, target) == 100
    assert percent_of(measure, baseline) == 0
    if (near - target) * (far - target) >= 0:
        assert percent_of(measure, near) >= percent_of(measure, far) or near == target
    is_reached = one >= target if target > baseline else one <= target
    assert (percent_of(measure, one) == 100) == is_reached


@pytest.mark.parametrize(
    ("measure", "problem"),
    [
        (Measure(), ""),
        (Measure("yes_no"), ""),
        (leading(0, 5), ""),
        (Measure("feeling"), "kind"),
        (Measure("number", Decimal(0), None), "no_target"),
        (Measure("number", None, Decimal(3)), "no_baseline"),
        (leading(3, 3), "same"),
        (leading(1, 6, "scale"), "limits_scale"),
        (leading(0, 5, "scale"), "limits_scale"),
        (leading(0, 2000, "percent"), "limits_percent"),
        (Measure("number", Decimal("NaN"), Decimal(1)), "limits_number"),
    ],
)
def test_what_is_wrong_with_a_measure_has_a_name(measure: Measure, problem: str) -> None:
    assert problem_of(measure) == problem


def test_a_report_stays_within_its_measure() -> None:
    assert value_problem("", Decimal(50)) == ""
    assert value_problem("", Decimal(101)) == "limits_none"
    assert value_problem("", Decimal("12.5")) == "limits_none"
    assert value_problem("yes_no", Decimal(2)) == "limits_yes_no"
    assert value_problem("scale", Decimal("3.5")) == ""
    assert value_problem("number", Decimal("Infinity")) == "limits_number"


def test_it_begins_where_it_is_today() -> None:
    assert begin(leading(3, 9)) == 3
    assert begin(Measure("yes_no")) == 0
    assert begin(Measure()) is None
    assert {"number", "percent", "scale"} == LEADING
