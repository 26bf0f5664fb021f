from django.db import migrations, models
from django.db.models import Q

ONCE = models.UniqueConstraint(
    fields=["organization", "mentorship", "carried_from"],
    condition=Q(carried_from__isnull=False),
    name="goal_carried_once",
)


class Migration(migrations.Migration):
    """The index is built beside those who write."""

    atomic = False
    dependencies = [("tracking", "0029_protect_goals")]

    operations = [
        migrations.RunSQL(
            "CREATE UNIQUE INDEX CONCURRENTLY goal_carried_once ON tracking_goal"
            " (organization_id, mentorship_id, carried_from_id) WHERE carried_from_id IS NOT NULL;",
            "DROP INDEX goal_carried_once;",
            state_operations=[migrations.AddConstraint("goal", ONCE)],
        )
    ]
