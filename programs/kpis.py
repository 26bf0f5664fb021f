"""The KPIs that goals are tied to, registered by the apps that can compute them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from mentorship.wording import Words


@dataclass(frozen=True)
class Value:
    """A KPI's value and the number of people it is about, which decides whether HR may see it.

    Of a share, `have` are the people who count for it and `have_not` those who count against it.
    """

    value: Decimal
    people: int
    have: int | None = None
    have_not: int | None = None


@dataclass(frozen=True)
class Kpi:
    """`compute(program_id, on)` returns a value from rows up to that day, or None while there is
    nothing to measure.

    `about` names the facts it is computed from (a key of the contributions): it is published anew
    when enough people changed in them. `is_mean` says that it is a mean of people's answers.
    """

    name: str
    label: Words
    unit: str
    formula: Words
    compute: Callable[[UUID, date], Value | None]
    about: str
    is_mean: bool = False
    higher_is_better: bool = True


_kpis: dict[str, Kpi] = {}


def register(kpis: Iterable[Kpi]) -> None:
    for kpi in kpis:
        _kpis[kpi.name] = kpi


def kpi_named(name: str) -> Kpi:
    return _kpis[name]


def all_kpis() -> list[Kpi]:
    return sorted(_kpis.values(), key=lambda kpi: str(kpi.label))


@dataclass(frozen=True)
class ReadyGoal:
    family: Words
    statement: Words
    kpi: str
    target: int


# Goals a program may take over as they are, each with a KPI that the application computes.
READY_GOALS = [
    ReadyGoal(_("Build a program"), _("Enough people take part"), "participants", 40),
    ReadyGoal(_("Build a program"), _("Everyone who applies finds a partner"), "matched", 90),
    ReadyGoal(_("Measure impact"), _("Pairs meet as often as they agreed"), "sessions_per_pair", 2),
    ReadyGoal(_("Measure impact"), _("Mentees reach the goals they set"), "goals_achieved", 60),
    ReadyGoal(_("Measure impact"), _("Action items are done on time"), "actions_on_time", 75),
    ReadyGoal(
        _("Foster a culture"), _("People find their sessions worth the time"), "session_rating", 4
    ),
]
