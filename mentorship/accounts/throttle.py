"""Limits on attempts, kept in PostgreSQL so that they survive Redis and hold across processes."""

import hashlib
from datetime import datetime, timedelta

from django.db import connection

COUNT = """
INSERT INTO accounts_attempt AS a (key, window_start, number) VALUES (%(key)s, %(at)s, 1)
ON CONFLICT (key) DO UPDATE SET
    number = CASE WHEN a.window_start <= %(since)s THEN 1 ELSE a.number + 1 END,
    window_start = CASE WHEN a.window_start <= %(since)s THEN %(at)s ELSE a.window_start END
RETURNING number
"""


def allow(*, what: str, who: str, limit: int, window: timedelta, at: datetime) -> bool:
    """Count one attempt; True while there are at most `limit` of them in the window."""
    key = hashlib.sha256(f"{what}:{who.lower()}".encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"key": key, "at": at, "since": at - window})
        return int(cursor.fetchone()[0]) <= limit
