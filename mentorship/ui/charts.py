"""Charts as SVG, drawn on the server: they print, go into a PDF and need no script."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.safestring import SafeString

from mentorship.ui.jinja import render_part
from mentorship.wording import Words


@dataclass(frozen=True)
class Bar:
    """One bar; `value` is None where the figure is withheld."""

    label: str
    value: float | None
    text: str
    target: float | None = None


@dataclass(frozen=True)
class Point:
    """A value at a moment, which is told by `label`; the value is told by `text`."""

    at: datetime
    value: float
    label: str
    text: str


WIDTH, HEIGHT, TOP, BOTTOM = 480, 200, 18, 26
BAR_WIDTH, LABEL_WIDTH = 240, 140
# Room for the words of the first and the last point of a line.
SIDE = 44


def column_chart(bars: list[Bar], *, title: Words) -> SafeString:
    """Upright bars over time; a withheld value is a dashed frame, never a zero."""
    highest = max([b.value or 0 for b in bars] + [b.target or 0 for b in bars] + [1])
    step = WIDTH / max(len(bars), 1)
    scale = (HEIGHT - TOP - BOTTOM) / highest
    columns = [
        {
            "x": round(index * step + step * 0.18, 1),
            "width": round(step * 0.64, 1),
            "middle": round(index * step + step / 2, 1),
            "height": round((bar.value or 0) * scale, 1),
            "y": round(HEIGHT - BOTTOM - (bar.value or 0) * scale, 1),
            "bar": bar,
        }
        for index, bar in enumerate(bars)
    ]
    return render_part(
        "components/column_chart.jinja",
        columns=columns,
        title=title,
        width=WIDTH,
        height=HEIGHT,
        base=HEIGHT - BOTTOM,
    )


def row_chart(bars: list[Bar], *, title: Words) -> SafeString:
    """Lying bars with their words, for a funnel or a comparison."""
    highest = max([b.value or 0 for b in bars] + [b.target or 0 for b in bars] + [1])
    rows = [
        {
            "y": index * 34,
            "width": round((bar.value or 0) / highest * BAR_WIDTH, 1),
            "target": round((bar.target or 0) / highest * BAR_WIDTH + LABEL_WIDTH, 1)
            if bar.target
            else None,
            "bar": bar,
        }
        for index, bar in enumerate(bars)
    ]
    return render_part(
        "components/row_chart.jinja",
        rows=rows,
        title=title,
        height=len(bars) * 34,
        start=LABEL_WIDTH,
        width=WIDTH,
    )


def line_chart(
    points: list[Point], *, title: Words, baseline: float, target: float, target_text: str
) -> SafeString:
    """Values over time between a baseline and a target, which may lie below it. The first and the
    last point are told in words; a table beside the chart tells all.
    """
    values = [point.value for point in points]
    lowest, highest = min(*values, baseline, target), max(*values, baseline, target)
    places = [
        {
            "x": round(SIDE + share * (WIDTH - 2 * SIDE), 1),
            "y": _height_of(point.value, lowest, highest),
            "point": point,
        }
        for point, share in zip(points, _shares(points), strict=True)
    ]
    return render_part(
        "components/line_chart.jinja",
        places=places,
        path=" ".join(f"{each['x']},{each['y']}" for each in places),
        target=_height_of(target, lowest, highest),
        target_text=target_text,
        title=title,
        width=WIDTH,
        height=HEIGHT,
        base=HEIGHT - BOTTOM,
    )


def _shares(points: list[Point]) -> list[float]:
    """How far along the line each stands, 0 to 1: by its moment, in even steps within a day."""
    first, span = points[0].at, points[-1].at - points[0].at
    if span < timedelta(days=1):
        return [index / max(len(points) - 1, 1) for index in range(len(points))]
    return [(point.at - first) / span for point in points]


def _height_of(value: float, lowest: float, highest: float) -> float:
    share = (value - lowest) / (highest - lowest) if highest > lowest else 0.5
    return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)
