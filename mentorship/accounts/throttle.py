"""Limits on attempts, kept in PostgreSQL so that they survive Redis and hold across processes."""

import hashlib
from datetime import datetime, timedelta

from django.db import connection

from mentorship.accounts.models import Attempt

COUNT = """
INSERT INTO accounts_attempt AS a (key, window_start, number) VALUES (%(key)s, %(at)s, 1)
ON CONFLICT (key) DO UPDATE SET
    number = CASE WHEN a.window_start <= %(since)s THEN 1 ELSE a.number + 1 END,
    window_start = CASE WHEN a.window_start <= %(since)s THEN %(at)s ELSE a.window_start END
RETURNING number
"""


def allow(*, what: str, who: str, limit: int, window: timedelta, at: datetime) -> bool:
    """Count one attempt; True while there are at most `limit` of them in the window."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"key": _key(what, who), "at": at, "since": at - window})
        return int(cursor.fetchone()[0]) <= limit


def is_spent(*, what: str, who: str, limit: int, window: timedelta, at: datetime) -> bool:
    """Whether `limit` attempts were counted in the window already; counts none."""
    return Attempt.objects.filter(
        key=_key(what, who), number__gte=limit, window_start__gt=at - window
    ).exists()


def _key(what: str, who: str) -> str:
    return hashlib.sha256(f"{what}:{who.lower()}".encode()).hexdigest()
