"""How far a goal is, from where it began to where it should be. Imports no Django."""

from dataclasses import dataclass
from decimal import Decimal

NONE, NUMBER, PERCENT, YES_NO, SCALE = "", "number", "percent", "yes_no", "scale"
# Measures that lead from a baseline to a target.
LEADING = frozenset((NUMBER, PERCENT, SCALE))
SCALE_FROM, SCALE_TO = 1, 5
# More than anybody counts, in either direction; what a column of the database holds.
FARTHEST = Decimal(999_999_999)
PERCENT_AT_MOST = 1000
DONE = Decimal(1)
LIMITS: dict[str, tuple[Decimal, Decimal]] = {
    NONE: (Decimal(0), Decimal(100)),
    NUMBER: (-FARTHEST, FARTHEST),
    PERCENT: (Decimal(-PERCENT_AT_MOST), Decimal(PERCENT_AT_MOST)),
    YES_NO: (Decimal(0), DONE),
    SCALE: (Decimal(SCALE_FROM), Decimal(SCALE_TO)),
}


@dataclass(frozen=True)
class Measure:
    """`kind` is one of the names above; `baseline` and `target` are in its unit, and None where the
    kind leads nowhere.
    """

    kind: str = NONE
    baseline: Decimal | None = None
    target: Decimal | None = None

    @property
    def leads(self) -> bool:
        return self.kind in LEADING


def percent_of(measure: Measure, value: Decimal) -> int:
    """How much of the way is done, 0 to 100; 100 only where the target is reached."""
    if measure.kind == YES_NO:
        return 100 if value >= DONE else 0
    if not measure.leads or measure.baseline is None or measure.target is None:
        return int(min(max(value, Decimal(0)), Decimal(100)))
    way = measure.target - measure.baseline
    if way == 0:
        return 100 if value == measure.target else 0
    share = (value - measure.baseline) * 100 / way
    if share >= 100:
        return 100
    return int(min(max(share, Decimal(0)), Decimal(99)))


def begin(measure: Measure) -> Decimal | None:
    """Where it stands before anybody has reported."""
    return Decimal(0) if measure.kind == YES_NO else measure.baseline


def trimmed(value: Decimal) -> Decimal:
    """The same without the zeros that a column adds, and without an exponent."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()


def problem_of(measure: Measure) -> str:
    """What is wrong with it, by a name that `tracking/words.py` says; empty where nothing is."""
    if measure.kind not in LIMITS:
        return "kind"
    if not measure.leads:
        return ""
    if measure.target is None:
        return "no_target"
    if measure.baseline is None:
        return "no_baseline"
    if measure.baseline == measure.target:
        return "same"
    return value_problem(measure.kind, measure.baseline) or value_problem(
        measure.kind, measure.target
    )


def value_problem(kind: str, value: Decimal) -> str:
    """Likewise of a value that is reported."""
    least, most = LIMITS[kind]
    if not value.is_finite() or not least <= value <= most:
        return f"limits_{kind or 'none'}"
    if kind in (NONE, YES_NO) and value != value.to_integral_value():
        return f"limits_{kind or 'none'}"
    return ""
