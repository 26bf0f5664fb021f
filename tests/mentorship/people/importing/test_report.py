import pytest

from mentorship.people.importing.lines import Problem
from mentorship.people.importing.report import Group, Refused, Report


@pytest.mark.parametrize(
    ("numbers", "rows"),
    [
        ([7], "Row 7"),
        ([2, 3], "Rows 2–3"),
        ([2, 3, 4, 9], "Rows 2–4, 9"),
        ([2, 4, 5], "Rows 2, 4–5"),
        (list(range(2, 4002)), "Rows 2–4001"),
        (list(range(2, 40, 2)), "Rows 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24 and 7 more"),
        ([0], ""),
    ],
)
def test_rows_are_named_in_runs(numbers: list[int], rows: str) -> None:
    assert Group("", "", numbers).rows == rows


def test_equal_errors_are_said_once_with_all_their_rows() -> None:
    bad, other = Problem("Level", "“x” is not a level."), Problem("Mail", "“x” is not a level.")
    refused = [Refused(2, [], [bad]), Refused(3, [], [bad, other]), Refused(5, [], [bad])]
    report = Report({}, refused, [(0, "All"), (2, "Look"), (3, "Look")])

    assert [(group.column, group.rows) for group in report.refused_groups()] == [
        ("Level", "Rows 2–3, 5"),
        ("Mail", "Row 3"),
    ]
    assert [(group.words, group.rows) for group in report.warning_groups()] == [
        ("All", ""),
        ("Look", "Rows 2–3"),
    ]
