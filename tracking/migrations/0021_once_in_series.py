from django.db import migrations, models
from django.db.models import Q

ONCE = models.UniqueConstraint(
    fields=["organization", "series", "recurrence_at"],
    condition=Q(recurrence_at__isnull=False),
    name="session_once_in_series",
)
ONE = models.UniqueConstraint(
    fields=["organization", "mentorship"], condition=Q(ended_at=None), name="series_one_at_a_time"
)


class Migration(migrations.Migration):
    """Sessions are many: the indexes are built beside those who write."""

    atomic = False
    dependencies = [("tracking", "0020_protect_series")]

    operations = [
        migrations.RunSQL(
            "CREATE UNIQUE INDEX CONCURRENTLY session_once_in_series ON tracking_session"
            " (organization_id, series_id, recurrence_at) WHERE recurrence_at IS NOT NULL;",
            "DROP INDEX session_once_in_series;",
            state_operations=[migrations.AddConstraint("session", ONCE)],
        ),
        migrations.RunSQL(
            "CREATE UNIQUE INDEX CONCURRENTLY series_one_at_a_time ON tracking_series"
            " (organization_id, mentorship_id) WHERE ended_at IS NULL;",
            "DROP INDEX series_one_at_a_time;",
            state_operations=[migrations.AddConstraint("series", ONE)],
        ),
    ]
