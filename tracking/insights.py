"""The figures HR reads. Everything here has passed `disclosure`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.tenancy.models import Organization
from mentorship.ui.charts import Bar, column_chart, row_chart
from mentorship.ui.tables import Table
from mentorship.wording import Words
from programs.kpis import Kpi, kpi_named
from programs.models import Measurement, Program, ProgramGoal
from tracking.disclosure import (
    WHOLE,
    Cell,
    disclose_mean,
    disclose_one,
    disclose_share,
    disclose_steps,
    disclose_table,
)
from tracking.models import FigureSnapshot
from tracking.words import cell_words, month_of

WITHHELD = "withheld"


@dataclass(frozen=True)
class Figure:
    """A figure as the page shows it: a chart with its table, definition and caveat."""

    key: str
    title: Words
    definition: Words
    table: Table
    chart: Any
    has_withheld: bool


@dataclass(frozen=True)
class Insights:
    counted_at: datetime | None
    figures: list[Figure]
    kpis: list[dict[str, Any]]
    k: int
    has_more_kpis: bool


TITLES: dict[str, tuple[Words, Words, Words]] = {
    "funnel": (
        gettext_lazy("From application to first session"),
        gettext_lazy("People, each counted once; every step is a part of the one before."),
        gettext_lazy("People"),
    ),
    "sessions": (
        gettext_lazy("Sessions a month"),
        gettext_lazy("Sessions that were logged as held, by the month they took place in."),
        gettext_lazy("Sessions"),
    ),
    "probable": (
        gettext_lazy("Sessions probably held"),
        gettext_lazy("Sessions that both accepted and whose time has passed, confirmed by nobody."),
        gettext_lazy("Sessions"),
    ),
    "goals": (
        gettext_lazy("Goals"),
        gettext_lazy("Goals that both sides agreed, and those of them that were achieved."),
        gettext_lazy("Goals"),
    ),
    "stage": (
        gettext_lazy("Cadence"),
        gettext_lazy("Active pairs by how often they meet now."),
        gettext_lazy("Pairs"),
    ),
    "health": (
        gettext_lazy("Health"),
        gettext_lazy("Active pairs by health, from sessions held, missed and booked."),
        gettext_lazy("Pairs"),
    ),
}
# Figures whose cells are each a part of the one before.
STEPS = {"funnel"}
BY_MONTH = {"sessions", "probable"}


def read_insights(
    organization: Organization, *, program_id: UUID | None = None, kpis_at_most: int | None = None
) -> Insights:
    """The latest snapshot of one program or of all, with what must stay hidden taken out."""
    k = organization.settings.min_group_size
    snapshots = _latest_snapshots(organization)
    snapshot = snapshots.get(program_id)
    if snapshot is None:
        return Insights(None, [], [], k, has_more_kpis=False)
    figures = [
        _figure(key, title, definition, unit, _shown(snapshots, key, k)[program_id])
        for key, (title, definition, unit) in TITLES.items()
    ]
    kpis = _kpis(organization, program_id, k, at_most=kpis_at_most)
    has_more = kpis_at_most is not None and len(kpis) > kpis_at_most
    return Insights(snapshot.counted_at, figures, kpis[:kpis_at_most], k, has_more)


def _latest_snapshots(organization: Organization) -> dict[UUID | None, FigureSnapshot]:
    found = FigureSnapshot.objects.filter(organization=organization).defer("people")
    found = found.order_by("program", "-counted_at").distinct("program")
    return {each.program_id: each for each in found}


def _cells(snapshot: FigureSnapshot, key: str) -> list[Cell]:
    return [Cell(c["label"], c["value"], c["people"]) for c in snapshot.cells if c["figure"] == key]


def _shown(
    snapshots: dict[UUID | None, FigureSnapshot], key: str, k: int
) -> dict[UUID | None, list[Cell]]:
    """The figure of every program and of all of them, such that no subtraction brings a small group
    back.
    """
    found = {
        program: {cell.label: cell for cell in _cells(each, key)}
        for program, each in snapshots.items()
    }
    tables = (found.get(None, {}), *found.values())
    labels = list(dict.fromkeys(label for cells in tables for label in cells))
    rows = {
        program: [cells.get(label, Cell(label, 0.0, 0)) for label in labels]
        for program, cells in found.items()
    }
    whole = rows.pop(None)
    also = _hidden_steps({**rows, WHOLE: whole}, k) if key in STEPS else []
    shown, shown_whole = disclose_table(rows, whole, k=k, adds_up=key not in STEPS, also=also)
    return {
        program: [cell for cell in cells if cell.label in found[program]]
        for program, cells in {**shown, None: shown_whole}.items()
    }


def _hidden_steps(rows: dict[Any, list[Cell]], k: int) -> list[tuple[Any, int]]:
    """What differs from the step before by a small group, by row and column."""
    return [
        (row, column)
        for row, cells in rows.items()
        for column, cell in enumerate(disclose_steps(cells, k=k))
        if cell.is_withheld
    ]


def _figure(
    key: str, title: Words, definition: Words, unit: Words, cells: Sequence[Cell]
) -> Figure:
    rows = [
        (cell_words(key, cell.label), WITHHELD if cell.is_withheld else f"{cell.value:g}")
        for cell in cells
    ]
    bars = [
        Bar(_axis(key, cell.label), cell.value, "" if cell.is_withheld else f"{cell.value:g}")
        for cell in cells
    ]
    draw = column_chart if key in BY_MONTH else row_chart
    return Figure(
        key=key,
        title=title,
        definition=definition,
        table=Table(title, [title, unit], rows),
        chart=draw(bars, title=title) if bars else "",
        has_withheld=any(cell.is_withheld for cell in cells),
    )


def _axis(figure: str, key: str) -> str:
    """What a cell is called; a month as a chart's axis has room for it."""
    month = month_of(key)
    return date_format(month, "M") if month else cell_words(figure, key)


def _kpis(
    organization: Organization, program_id: UUID | None, k: int, *, at_most: int | None
) -> list[dict[str, Any]]:
    """Each goal of the program (or of all) with its KPI's latest value, if HR may see it; one more
    than asked for.
    """
    goals = ProgramGoal.objects.filter(organization=organization).annotate(
        program_name=F("program__name")
    )
    goals, latest = (
        goals.order_by("program", "id"),
        Measurement.objects.filter(organization=organization),
    )
    if program_id:
        goals, latest = goals.filter(program=program_id), latest.filter(program=program_id)
    found = list(goals if at_most is None else goals[: at_most + 1])
    if at_most is not None:
        latest = latest.filter(program__in={goal.program_id for goal in found})
    newest = latest.order_by("program", "kpi", "-on").distinct("program", "kpi")
    values = {(measured.program_id, measured.kpi): measured for measured in newest}
    return [_kpi_row(goal, values.get((goal.program_id, goal.kpi)), k) for goal in found]


def _kpi_row(goal: Any, measured: Measurement | None, k: int) -> dict[str, Any]:
    kpi = kpi_named(goal.kpi)
    value = _kpi_value(kpi, measured, k) if measured else None
    target, baseline = float(goal.target), float(goal.baseline)
    return {
        "goal": goal,
        "kpi": kpi,
        "value": value,
        "target": target,
        "program": goal.program_name,
        "is_withheld": measured is not None and value is None,
        "is_reached": (
            value is not None and (value >= target if target >= baseline else value <= target)
        ),
        "share": min(100, max(0, round(100 * (value or 0) / target))) if target else 0,
    }


def _kpi_value(kpi: Kpi, measured: Measurement, k: int) -> float | None:
    """What HR may see of a measurement."""
    value = float(measured.value)
    if kpi.is_mean:
        return disclose_mean(value, answers=measured.people, k=k)
    if measured.have is not None and measured.have_not is not None:
        return disclose_share(value, have=measured.have, have_not=measured.have_not, k=k)
    return disclose_one(Cell(kpi.name, value, measured.people), k=k).value


def kpi_table(kpis: list[dict[str, Any]]) -> Table:
    rows = [
        (
            k["program"],
            k["goal"].statement,
            k["kpi"].label,
            WITHHELD if k["is_withheld"] else _number(k["value"]),
            f"{k['target']:g}",
            k["kpi"].unit,
        )
        for k in kpis
    ]
    return Table(
        _("KPIs against their targets"),
        [_("Program"), _("Goal"), "KPI", _("Now"), _("Target"), _("Unit")],
        rows,
    )


def _number(value: float | None) -> str:
    return _("not measured yet") if value is None else f"{value:g}"


def programs_with_figures(organization: Organization) -> list[tuple[UUID, str]]:
    found = Program.objects.of(organization).exclude(state="draft").order_by("name")
    return list(found.values_list("id", "name"))
