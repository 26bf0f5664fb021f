import re
from datetime import UTC, datetime, timedelta

from mentorship.ui.charts import HEIGHT, SIDE, WIDTH, Point, line_chart

AT = datetime(2026, 3, 2, tzinfo=UTC)


def chart(*values: float, step: timedelta, baseline: float, target: float) -> str:
    points = [
        Point(at=AT + step * number, value=value, label=f"day {number}", text=f"{value} talks")
        for number, value in enumerate(values)
    ]
    return line_chart(
        points, title="Talks <given>", baseline=baseline, target=target, target_text="Target: 9"
    )


def places(svg: str) -> list[tuple[float, float]]:
    found = re.findall(r'<circle[^>]*cx="([\d.]+)" cy="([\d.]+)"', svg)
    return [(float(x), float(y)) for x, y in found]


def test_points_stand_by_their_moment_and_their_value() -> None:
    svg = chart(0, 5, 10, step=timedelta(days=7), baseline=0, target=10)
    (x1, y1), (x2, y2), (x3, y3) = places(svg)
    assert (x1, x2, x3) == (SIDE, WIDTH / 2, WIDTH - SIDE)
    assert HEIGHT > y1 > y2 > y3 > 0
    assert f'y1="{y3}"' in svg
    assert "Talks &lt;given&gt;" in svg
    assert "day 1: 5 talks" in svg


def test_a_target_below_the_beginning_is_drawn_below() -> None:
    svg = chart(31, 20, step=timedelta(days=7), baseline=31, target=10)
    (_x1, y1), (_x2, y2) = places(svg)
    [target] = re.findall(r'class="target"[^>]*y1="([\d.]+)"', svg)
    assert y1 < y2 < float(target)


def test_points_of_one_day_do_not_lie_on_each_other() -> None:
    svg = chart(1, 2, 3, step=timedelta(minutes=5), baseline=1, target=3)
    assert [x for x, _y in places(svg)] == [SIDE, WIDTH / 2, WIDTH - SIDE]


def test_one_value_alone_stands_in_the_middle() -> None:
    [(_x, y)] = places(chart(4, step=timedelta(), baseline=4, target=4))
    assert 0 < y < HEIGHT
