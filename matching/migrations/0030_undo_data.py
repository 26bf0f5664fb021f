from django.db import migrations

NAMES = ("queued", "joined")


def fill(apps, schema_editor):
    runs = apps.get_model("matching", "Run").objects.using(schema_editor.connection.alias)
    for run in runs.filter(figures__has_key="queued").iterator(chunk_size=500):
        run.undo = {name: run.figures.pop(name) for name in NAMES if name in run.figures}
        run.save(update_fields=["figures", "undo"])


def back(apps, schema_editor):
    runs = apps.get_model("matching", "Run").objects.using(schema_editor.connection.alias)
    for run in runs.exclude(undo={}).iterator(chunk_size=500):
        run.figures |= run.undo
        run.save(update_fields=["figures"])


class Migration(migrations.Migration):
    """What taking a publication back needs is no figure."""

    dependencies = [("matching", "0029_undo")]

    operations = [migrations.RunPython(fill, back)]
