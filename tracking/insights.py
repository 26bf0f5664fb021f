"""The figures HR reads. Everything here has passed `disclosure`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from mentorship.tenancy.models import Organization
from mentorship.ui.charts import Bar, column_chart, row_chart
from mentorship.ui.tables import Table
from programs.kpis import kpi_named
from programs.models import Measurement, Program, ProgramGoal
from tracking.disclosure import Cell, disclose_one, disclose_parts, disclose_steps
from tracking.models import FigureSnapshot

WITHHELD = "withheld"


@dataclass(frozen=True)
class Figure:
    """A figure as the page shows it: a chart with its table, definition and caveat."""

    key: str
    title: str
    definition: str
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


TITLES: dict[str, tuple[str, str, str]] = {
    "funnel": (
        "From application to meeting",
        "People, each counted once; every step is a part of the one before.",
        "People",
    ),
    "sessions": ("Meetings a month", "Meetings that were logged as held, by the month they took place in.", "Meetings"),
    "goals": ("Goals", "Goals that both sides agreed, and those of them that were achieved.", "Goals"),
    "stage": ("Rhythm", "Active pairs by how often they meet now.", "Pairs"),
    "health": ("Health", "Active pairs by how they fare, from meetings held, missed and booked.", "Pairs"),
}
GATES: dict[str, Callable[..., list[Cell]]] = {"funnel": disclose_steps}


def read_insights(
    organization: Organization, *, program_id: UUID | None = None, kpis_at_most: int | None = None
) -> Insights:
    """The latest snapshot of one program or of all, with what must stay hidden taken out."""
    k = organization.settings.min_group_size
    snapshots = _latest_snapshots(organization) if program_id else _whole(organization)
    snapshot = snapshots.get(program_id)
    if snapshot is None:
        return Insights(None, [], [], k, has_more_kpis=False)
    allowed = _programs_that_may_differ(snapshots, k)
    figures = []
    for key, (title, definition, unit) in TITLES.items():
        cells = _cells(snapshot, key)
        shown = GATES.get(key, disclose_parts)(cells, k=k)
        if program_id is not None and program_id not in allowed.get(key, set()):
            shown = [Cell(cell.label, None, 0) for cell in cells]
        figures.append(_figure(key, title, definition, unit, shown))
    kpis = _kpis(organization, program_id, k, at_most=kpis_at_most)
    has_more = kpis_at_most is not None and len(kpis) > kpis_at_most
    return Insights(snapshot.counted_at, figures, kpis[:kpis_at_most], k, has_more)


def _whole(organization: Organization) -> dict[UUID | None, FigureSnapshot]:
    """The latest snapshot of all programs together, under the key None."""
    found = FigureSnapshot.objects.filter(organization=organization, program=None).order_by("-counted_at").first()
    return {None: found} if found else {}


def _latest_snapshots(organization: Organization) -> dict[UUID | None, FigureSnapshot]:
    found = (
        FigureSnapshot.objects.filter(organization=organization).order_by("program", "-counted_at").distinct("program")
    )
    return {each.program_id: each for each in found}


def _cells(snapshot: FigureSnapshot, key: str) -> list[Cell]:
    return [Cell(c["label"], c["value"], c["people"]) for c in snapshot.cells if c["figure"] == key]


def _programs_that_may_differ(snapshots: dict[UUID | None, FigureSnapshot], k: int) -> dict[str, set[UUID]]:
    """For each figure the programs that may be shown beside the whole.

    The whole minus all other programs must not name a small program.
    """
    result: dict[str, set[UUID]] = {}
    programs = [(pk, each) for pk, each in snapshots.items() if pk is not None]
    for key in TITLES:
        sizes = [max((c.people for c in _cells(each, key)), default=0) for _, each in programs]
        parts = disclose_parts([Cell(str(pk), 1.0, size) for (pk, _), size in zip(programs, sizes, strict=True)], k=k)
        result[key] = {pk for (pk, _), part in zip(programs, parts, strict=True) if not part.is_withheld}
    return result


def _figure(key: str, title: str, definition: str, unit: str, cells: Sequence[Cell]) -> Figure:
    rows = [(cell.label, WITHHELD if cell.is_withheld else f"{cell.value:g}") for cell in cells]
    bars = [Bar(_axis(cell.label), cell.value, "" if cell.is_withheld else f"{cell.value:g}") for cell in cells]
    draw = column_chart if key == "sessions" else row_chart
    return Figure(
        key=key, title=title, definition=definition, table=Table(title, [title, unit], rows),
        chart=draw(bars, title=title) if bars else "", has_withheld=any(cell.is_withheld for cell in cells),
    )  # fmt: skip


def _axis(label: str) -> str:
    """A month as a chart's axis has room for it; other labels as they are."""
    try:
        return f"{datetime.strptime(label, '%Y-%m').replace(tzinfo=UTC):%b}"
    except ValueError:
        return label


def _kpis(organization: Organization, program_id: UUID | None, k: int, *, at_most: int | None) -> list[dict[str, Any]]:
    """Each goal of the program (or of all) with its KPI's latest value, if HR may see it; one more than asked for."""
    goals = ProgramGoal.objects.filter(organization=organization).annotate(program_name=F("program__name"))
    goals, latest = goals.order_by("program", "id"), Measurement.objects.filter(organization=organization)
    if program_id:
        goals, latest = goals.filter(program=program_id), latest.filter(program=program_id)
    found = list(goals if at_most is None else goals[: at_most + 1])
    if at_most is not None:
        latest = latest.filter(program__in={goal.program_id for goal in found})
    newest = latest.order_by("program", "kpi", "-on").distinct("program", "kpi")
    values = {
        (program, kpi): (float(value), people)
        for program, kpi, value, people in newest.values_list("program", "kpi", "value", "people")
    }
    return [_kpi_row(goal, values.get((goal.program_id, goal.kpi)), k) for goal in found]


def _kpi_row(goal: Any, measured: tuple[float, int] | None, k: int) -> dict[str, Any]:
    """`measured` is a value, and how many people it is about."""
    kpi = kpi_named(goal.kpi)
    value = disclose_one(Cell(kpi.label, *measured), k=k).value if measured else None
    target, baseline = float(goal.target), float(goal.baseline)
    return {
        "goal": goal, "kpi": kpi, "value": value, "target": target, "program": goal.program_name,
        "is_withheld": measured is not None and value is None,
        "is_reached": value is not None and (value >= target if target >= baseline else value <= target),
        "share": min(100, max(0, round(100 * (value or 0) / target))) if target else 0,
    }  # fmt: skip


def kpi_table(kpis: list[dict[str, Any]]) -> Table:
    rows = [
        (k["program"], k["goal"].statement, k["kpi"].label, WITHHELD if k["is_withheld"] else _number(k["value"]),
         f"{k['target']:g}", k["kpi"].unit)
        for k in kpis
    ]  # fmt: skip
    return Table("KPIs against their targets", ["Program", "Goal", "KPI", "Now", "Target", "Unit"], rows)


def _number(value: float | None) -> str:
    return "not measured yet" if value is None else f"{value:g}"


def programs_with_figures(organization: Organization) -> list[tuple[UUID, str]]:
    found = Program.objects.of(organization).exclude(state="draft").order_by("name")
    return list(found.values_list("id", "name"))
