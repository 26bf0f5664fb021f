from django.db import migrations, models

STATES = [
    ("open", "Open"),
    ("accepted", "Accepted"),
    ("postponed", "Put off"),
    ("declined", "Declined"),
    ("objected", "Objected to"),
    ("expired", "Not answered"),
    ("overridden", "Set by an admin meanwhile"),
]


class Migration(migrations.Migration):
    dependencies = [("tracking", "0012_protect_concerns")]

    operations = [
        migrations.AddField(
            "cadenceproposal",
            "reason",
            models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField("cadenceproposal", "answer_by", models.DateTimeField(null=True)),
        migrations.AddField("cadenceproposal", "objection_until", models.DateTimeField(null=True)),
        migrations.AddField("cadenceproposal", "ask_again_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "cadenceproposal",
            "state",
            models.CharField(choices=STATES, default="open", max_length=10),
        ),
    ]
