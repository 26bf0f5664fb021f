"""Which months of anonymous answers can be shown, and which together. Imports no Django.

Only months that are over count: while a month runs, what is shown would change with each answer,
and whoever looks twice would read it off. Answers never overlap between what is shown, and what was
shown once never changes: there is nothing to subtract.
"""

from collections.abc import Mapping

Months = tuple[str, ...]


def shown_months(
    answers: Mapping[str, int], *, k: int, this_month: str, is_repeated: bool
) -> list[Months]:
    """Groups of months (`2026-11`), the earliest first, each with at least k people's answers.

    `answers` says how many people answered in each month. Where the same people are asked again
    (`is_repeated`) months of fewer than k stay hidden: together they may be about no more people.
    Otherwise they wait for each other.
    """
    over = sorted(month for month in answers if month < this_month and answers[month])
    if is_repeated:
        return [(month,) for month in over if answers[month] >= k]
    shown: list[Months] = []
    waiting: Months = ()
    for month in over:
        waiting = (*waiting, month)
        if sum(answers[each] for each in waiting) >= k:
            shown.append(waiting)
            waiting = ()
    return shown
