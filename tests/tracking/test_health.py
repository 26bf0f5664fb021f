from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tracking.health import read_health

AT = datetime(2026, 6, 1, tzinfo=UTC)


def ago(days: int) -> datetime:
    return AT - timedelta(days=days)


@pytest.mark.parametrize(
    ("values", "health"),
    [
        ({"started_at": ago(5), "last_held_at": None}, "early"),
        ({"started_at": ago(25), "last_held_at": None, "next_at": AT}, "attention"),
        ({"started_at": ago(40), "last_held_at": None}, "at_risk"),
        ({"last_held_at": ago(6)}, "on_track"),
        ({"last_held_at": ago(13)}, "attention"),
        ({"last_held_at": ago(13), "next_at": AT}, "on_track"),
        ({"last_held_at": ago(20)}, "at_risk"),
        ({"last_held_at": ago(20), "stage": "monthly"}, "on_track"),
        ({"last_held_at": ago(6), "missed_in_a_row": 1}, "attention"),
        ({"last_held_at": ago(6), "missed_in_a_row": 2, "next_at": AT}, "at_risk"),
    ],
)
def test_health_reads_silence_in_the_pairs_own_rhythm(values: dict[str, Any], health: str) -> None:
    facts = {"stage": "weekly", "started_at": ago(90), "next_at": None, "missed_in_a_row": 0, **values}
    reading = read_health(**facts, at=AT)
    assert reading.health == health
    assert reading.reason
