"""What a program asks before a mentorship meets less often, and what sends it back. Imports no
Django: `programs/words.py` says it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, TypedDict

# From the most sessions to the fewest; `programs.enums.Stage` has the words.
STAGES = ("weekly", "fortnightly", "monthly")
DAYS = {"weekly": 7, "fortnightly": 14, "monthly": 28}
# Lowest and highest of what a condition may ask.
LIMITS = {
    "sessions": (1, 20),
    "weeks": (1, 52),
    "on_time_percent": (1, 100),
    "goal_percent": (1, 100),
    "mentee_independence": (2, 5),
    "mentor_independence": (2, 5),
}
BACK_LIMITS = {"missed": (2, 10), "independence": (1, 4), "on_time_percent": (1, 99)}
# Flat: a value for each field of a form.
Flat = dict[str, Any]


class StoredStep(TypedDict, total=False):
    """One of `CadencePolicy.stages`; a condition that is missing or null is not asked."""

    stage: str
    sessions: int | None
    weeks: int | None
    on_time_percent: int | None
    goal_percent: int | None
    mentee_independence: int | None
    mentor_independence: int | None


class StoredBack(TypedDict, total=False):
    """`CadencePolicy.back`; what is missing or null sends nobody back."""

    missed: int | None
    independence: int | None
    on_time_percent: int | None


@dataclass(frozen=True)
class Asked:
    """What a stage asks before it is left for fewer sessions; None is not asked.

    Sessions held and weeks in the stage, shares in percent, independence from 1 to 5.
    """

    sessions: int | None = None
    weeks: int | None = None
    on_time_percent: int | None = None
    goal_percent: int | None = None
    mentee_independence: int | None = None
    mentor_independence: int | None = None

    @property
    def is_empty(self) -> bool:
        return all(value is None for value in asdict(self).values())


@dataclass(frozen=True)
class Back:
    """What sends a mentorship back to more sessions; None never does.

    So many sessions missed in a row, an independence of so much or less, a share of action items on
    time below so many percent.
    """

    missed: int | None = None
    independence: int | None = None
    on_time_percent: int | None = None


@dataclass(frozen=True)
class Step:
    stage: str
    asked: Asked = field(default_factory=Asked)


USUAL_ASKED = Asked(
    sessions=4, on_time_percent=70, goal_percent=30, mentee_independence=3, mentor_independence=3
)
USUAL_BACK = Back(missed=2, independence=2, on_time_percent=30)
USUAL_STEPS = (Step("weekly", USUAL_ASKED), Step("fortnightly", USUAL_ASKED), Step("monthly"))


@dataclass(frozen=True)
class Rules:
    """A program's cadence: its stages from the most sessions to the fewest, what the last one asks
    counting for nothing, and where a mentorship begins.
    """

    first_stage: str = "weekly"
    steps: tuple[Step, ...] = USUAL_STEPS
    back: Back = USUAL_BACK

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(step.stage for step in self.steps)

    def asked_in(self, stage: str) -> Asked:
        """What is asked of a mentorship in this stage; where the program has none of it, what the
        nearest stage with more sessions asks, else the first.
        """
        above = [step for step in self.steps if rank(step.stage) <= rank(stage)]
        return (above[-1] if above else self.steps[0]).asked

    def fewer(self, stage: str) -> str | None:
        return next((name for name in self.names if rank(name) > rank(stage)), None)

    def more(self, stage: str) -> str | None:
        return next((name for name in reversed(self.names) if rank(name) < rank(stage)), None)


def rank(stage: str) -> int:
    return STAGES.index(stage)


def stored_steps(rules: Rules) -> list[dict[str, Any]]:
    return [{"stage": step.stage, **asdict(step.asked)} for step in rules.steps]


def stored_back(rules: Rules) -> dict[str, Any]:
    return asdict(rules.back)


def usual_steps() -> list[dict[str, Any]]:
    """What a program has until its admin says otherwise."""
    return stored_steps(Rules())


def usual_back() -> dict[str, Any]:
    return stored_back(Rules())


def rules_in(
    first_stage: str, stages: Sequence[Mapping[str, Any]], back: Mapping[str, Any]
) -> Rules:
    """The rules as they are stored: a name that is unknown is passed over, and what was never
    written is as usual.
    """
    steps = [
        Step(each["stage"], Asked(**_known(Asked, each)))
        for each in stages
        if each.get("stage") in STAGES
    ]
    steps.sort(key=lambda step: rank(step.stage))
    return Rules(
        first_stage, tuple(steps) or USUAL_STEPS, Back(**_known(Back, back)) if back else USUAL_BACK
    )


def _known(kind: type[Asked] | type[Back], values: Mapping[str, Any]) -> dict[str, Any]:
    return {each.name: values.get(each.name) for each in fields(kind)}


def flat(rules: Rules) -> Flat:
    """As a form shows them: a stage that is not used has what is usual, ready to be used."""
    asked = {step.stage: step.asked for step in rules.steps}
    values: Flat = {"first_stage": rules.first_stage}
    for stage in STAGES:
        values[f"use_{stage}"] = stage in asked
        if stage != STAGES[-1]:
            for name, value in asdict(asked.get(stage, USUAL_ASKED)).items():
                values[f"{stage}_{name}"] = value
    return values | {f"back_{name}": value for name, value in asdict(rules.back).items()}


def unflat(values: Mapping[str, Any]) -> Rules:
    """The other way. Without any stage there are no steps; `faults` says so."""
    steps = tuple(
        Step(stage, Asked(**{name: values.get(f"{stage}_{name}") for name in LIMITS}))
        for stage in STAGES
        if values.get(f"use_{stage}")
    )
    back = Back(**{name: values.get(f"back_{name}") for name in BACK_LIMITS})
    return Rules(str(values.get("first_stage") or ""), steps, back)


def faults(rules: Rules) -> dict[str, str]:
    """By the name of a flat field, the code of what cannot be so; `programs/words.py` says it."""
    if not rules.steps:
        return {f"use_{STAGES[0]}": "no_stage"}
    found: dict[str, str] = {}
    if rules.first_stage not in rules.names:
        found["first_stage"] = "first_unused"
    ranks = [rank(name) for name in rules.names]
    if ranks != sorted(set(ranks)):
        found["first_stage"] = "order"
    for step in rules.steps[:-1]:
        if step.asked.is_empty:
            found[f"{step.stage}_sessions"] = "no_condition"
        found |= _sent_back_at_once(step, rules.back)
    return found | _out_of_limits(rules)


def _sent_back_at_once(step: Step, back: Back) -> dict[str, str]:
    """What would speak for fewer sessions and for more of them at the same time."""
    asked, floor = step.asked, back.independence
    views = {"mentee_independence": asked.mentee_independence}
    views["mentor_independence"] = asked.mentor_independence
    found = {
        f"{step.stage}_{name}": "sent_back"
        for name, value in views.items()
        if value is not None and floor is not None and value <= floor
    }
    share, least = asked.on_time_percent, back.on_time_percent
    if share is not None and least is not None and share < least:
        found[f"{step.stage}_on_time_percent"] = "sent_back"
    return found


def _out_of_limits(rules: Rules) -> dict[str, str]:
    values = [(step.stage, asdict(step.asked), LIMITS) for step in rules.steps]
    values.append(("back", asdict(rules.back), BACK_LIMITS))
    return {
        f"{prefix}_{name}": "limits"
        for prefix, given, limits in values
        for name, (low, high) in limits.items()
        if given[name] is not None and not low <= given[name] <= high
    }
