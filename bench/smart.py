"""How well the hints on action items find what a coach would miss, on items that the rules were
built with and on items that they have never seen.
"""

from typing import Any

from bench.budgets import Verdict
from tests.tracking.smart_held_out import HELD_OUT
from tests.tracking.smart_items import PLAIN, labelled, score
from tests.tracking.smart_varied import VARIED

SETS = {"built with": [*labelled(PLAIN), *labelled(VARIED)], "held out": labelled(HELD_OUT)}
# Letters that are told with a limit; of the others the set has too few to say much.
JUDGED, LIMIT = {"S": "specificity", "M": "measure", "T": "date"}, 0.9
TOLD = {"A": "reason", "R": "goal"}


def measure_smart() -> dict[str, Any]:
    found: dict[str, Any] = {"verdicts": []}
    for name, items in SETS.items():
        scores = {letter: score(items, letter) for letter in (*JUDGED, *TOLD)}
        found[name] = {"items": len(items), **{key: vars(each) for key, each in scores.items()}}
        for letter, word in JUDGED.items():
            of, beside = scores[letter], f"{scores[letter].missing} of {len(items)} lack it"
            for what, value in (("precision", of.precision), ("recall", of.recall)):
                label = f"{name}, missing {word}, {what}"
                found["verdicts"].append(Verdict(label, value, LIMIT, "", True, beside))
    return found
