"""Which figures HR may see: the one gate between data and every page, file and API. Imports no Django.

A figure about fewer than k people is withheld, and then as many others as it takes that no
subtraction from what is shown brings a small group back (primary and complementary
suppression as in Hundepool et al., Statistical Disclosure Control, 2012, chapter 4).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Cell:
    """A figure and the number of people it is about. `value` is None once it is withheld."""

    label: str
    value: float | None
    people: int

    @property
    def is_withheld(self) -> bool:
        return self.value is None


def _withhold(cell: Cell) -> Cell:
    return replace(cell, value=None, people=0)


def disclose_one(cell: Cell, *, k: int) -> Cell:
    """A figure that stands alone."""
    return cell if cell.people >= k or (cell.people == 0 and not cell.value) else _withhold(cell)


def disclose_parts(cells: Sequence[Cell], *, k: int) -> list[Cell]:
    """Cells that divide a whole whose total can be seen, or guessed.

    Afterwards the withheld cells together are about at least k people, or there are none; a
    cell about nobody is shown as such, since it is about nobody.
    """
    withheld = {index for index, cell in enumerate(cells) if 0 < cell.people < k}
    if withheld:
        rest = sorted(
            (index for index, cell in enumerate(cells) if cell.people >= k), key=lambda index: cells[index].people
        )
        while rest and (len(withheld) < 2 or sum(cells[index].people for index in withheld) < k):
            withheld.add(rest.pop(0))
        if len(withheld) < 2 or sum(cells[index].people for index in withheld) < k:
            # The whole is too small: even "the rest" would name the withheld.
            withheld = set(range(len(cells)))
    return [_withhold(cell) if index in withheld else cell for index, cell in enumerate(cells)]


def disclose_steps(cells: Iterable[Cell], *, k: int) -> list[Cell]:
    """Cells each of which is a part of the one before, as in a funnel.

    A step is shown where it is about at least k people, and so are those who fell away since
    the last step that is shown, unless nobody did.
    """
    shown: list[Cell] = []
    last = None
    for cell in cells:
        lost = None if last is None else last - cell.people
        if cell.people >= k and (lost is None or lost == 0 or lost >= k):
            shown.append(cell)
            last = cell.people
        else:
            shown.append(_withhold(cell))
    return shown
