from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0022_todays_names")]

    operations = [
        migrations.AddField(
            "mentorship",
            "end_cause",
            models.CharField(
                blank=True,
                choices=[
                    ("people", "Ended by one of you"),
                    ("left", "Somebody has left"),
                    ("program", "The program has ended"),
                ],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            "request",
            "state",
            models.CharField(
                choices=[
                    ("waiting", "Next choice"),
                    ("asked", "Waiting for an answer"),
                    ("accepted", "Accepted"),
                    ("declined", "Declined"),
                    ("expired", "No answer in time"),
                    ("full", "No place left"),
                    ("withdrawn", "Taken back"),
                ],
                default="waiting",
                max_length=9,
            ),
        ),
    ]
