from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tracking.disclosure import Cell, disclose_one, disclose_parts, disclose_steps

PEOPLE = st.lists(st.integers(0, 40), min_size=1, max_size=12)


def cells(people: list[int]) -> list[Cell]:
    return [Cell(f"cell {n}", float(number), number) for n, number in enumerate(people)]


@given(PEOPLE, st.integers(5, 12))
def test_parts_hide_small_cells_and_no_subtraction_brings_them_back(
    people: list[int], k: int
) -> None:
    shown = disclose_parts(cells(people), k=k)
    withheld = [number for number, cell in zip(people, shown, strict=True) if cell.is_withheld]
    for number, cell in zip(people, shown, strict=True):
        assert cell.is_withheld or number == 0 or number >= k
    # The total minus everything shown is what a reader can compute about the withheld.
    assert not withheld or sum(withheld) >= k or len(withheld) == len(people)
    assert not withheld or len(withheld) != 1 or len(people) == 1


@given(PEOPLE, st.integers(5, 12))
def test_parts_show_all_where_all_are_large(people: list[int], k: int) -> None:
    large = [number + k for number in people]
    assert not any(cell.is_withheld for cell in disclose_parts(cells(large), k=k))


@given(PEOPLE, st.integers(5, 12))
def test_steps_never_differ_by_a_small_group(people: list[int], k: int) -> None:
    shown = disclose_steps(cells(sorted(people, reverse=True)), k=k)
    numbers = [cell.people for cell in shown if not cell.is_withheld]
    assert all(number >= k for number in numbers)
    assert all(a - b == 0 or a - b >= k for a, b in pairwise(numbers))


def test_a_withheld_cell_keeps_no_trace_of_its_people() -> None:
    [cell] = disclose_parts([Cell("small", 3.0, 3)], k=5)
    assert cell == Cell("small", None, 0)


def test_one_small_cell_takes_the_next_smallest_with_it() -> None:
    shown = disclose_parts(cells([3, 30, 9, 50]), k=5)
    assert [cell.is_withheld for cell in shown] == [True, False, True, False]


def test_one_shows_nobody_as_nobody() -> None:
    assert disclose_one(Cell("none", 0.0, 0), k=5).value == 0.0
    assert disclose_one(Cell("few", 4.2, 4), k=5).is_withheld
    assert disclose_one(Cell("enough", 4.2, 5), k=5).value == 4.2
