from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

ONCE = models.UniqueConstraint(
    condition=models.Q(("hook__isnull", False)),
    fields=("organization", "kind", "subject_id", "hook", "occurrence"),
    name="delivery_once_a_hook",
)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("delivery", "0008_protect_wishes")]

    operations = [
        AddIndexConcurrently(
            "delivery",
            models.Index(
                condition=models.Q(("hook__isnull", False)),
                fields=["hook", "-created_at", "-id"],
                name="delivery_of_hook",
            ),
        ),
        migrations.RunSQL(
            # As a constraint, but without holding up the outbox while it is made.
            "CREATE UNIQUE INDEX CONCURRENTLY delivery_once_a_hook ON delivery_delivery"
            " (organization_id, kind, subject_id, hook_id, occurrence) WHERE hook_id IS NOT NULL;",
            "DROP INDEX delivery_once_a_hook;",
            state_operations=[migrations.AddConstraint("delivery", ONCE)],
        ),
    ]
