from django.db import migrations

OLD = {
    "sessions_per_stage": 4,
    "actions_on_time_percent": 70,
    "goal_progress_percent": 30,
    "independence": 3,
}
TABLE = "programs_cadencepolicy"


class Migration(migrations.Migration):
    """The application knows the four columns no more. They stand one release longer, with a
    default, so that the version before can read and write while this one takes over; the next
    release drops them.
    """

    dependencies = [("programs", "0011_carry_cadence")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"ALTER TABLE {TABLE} ALTER COLUMN {name} SET DEFAULT {value}",
                    f"ALTER TABLE {TABLE} ALTER COLUMN {name} DROP DEFAULT",
                )
                for name, value in OLD.items()
            ],
            state_operations=[migrations.RemoveField("cadencepolicy", name) for name in OLD],
        )
    ]
