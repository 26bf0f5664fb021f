from django.db import migrations

from mentorship.wording.operations import carry

EVIDENCE = [
    ("award.sessions_held", r"(?P<number>\d+) (?:sessions|meetings) held"),
    ("award.actions_done", r"(?P<number>\d+) action items done"),
]


def fill(apps, schema_editor):
    awards = apps.get_model("recognition", "Award").objects.using(schema_editor.connection.alias)
    carry(awards, "evidence", EVIDENCE)


class Migration(migrations.Migration):
    """The sentences that an earlier version stored become the codes they were made of."""

    dependencies = [("recognition", "0003_evidence_as_data")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
