"""Which months of anonymous answers are shown."""

from hypothesis import given
from hypothesis import strategies as st

from tracking.surveys.months import shown_months

COUNTS = st.dictionaries(
    st.builds("2026-{:02}".format, st.integers(1, 12)), st.integers(0, 12), max_size=12
)


@given(COUNTS, st.integers(5, 9), st.booleans())
def test_each_group_is_about_enough_people_and_none_overlap(counts, k, is_repeated) -> None:
    shown = shown_months(counts, k=k, this_month="2026-10", is_repeated=is_repeated)
    months = [month for group in shown for month in group]
    assert len(months) == len(set(months))
    assert months == sorted(months)
    assert all(month < "2026-10" for month in months)
    for group in shown:
        assert sum(counts[month] for month in group) >= k
        assert not is_repeated or len(group) == 1


@given(COUNTS, st.integers(5, 9), st.booleans(), st.integers(0, 12))
def test_what_was_shown_never_changes(counts, k, is_repeated, later) -> None:
    """A month more, or answers of a month that runs, add groups and change none."""
    past = {month: number for month, number in counts.items() if month < "2026-09"}
    before = shown_months(past, k=k, this_month="2026-09", is_repeated=is_repeated)
    now = shown_months(
        past | {"2026-09": later}, k=k, this_month="2026-10", is_repeated=is_repeated
    )
    assert now[: len(before)] == before


def test_the_running_month_and_small_months_wait() -> None:
    counts = {"2026-01": 3, "2026-02": 2, "2026-03": 4, "2026-04": 9}
    once = shown_months(counts, k=5, this_month="2026-04", is_repeated=False)
    assert once == [("2026-01", "2026-02")]
    again = shown_months(counts, k=5, this_month="2026-05", is_repeated=True)
    assert again == [("2026-04",)]
