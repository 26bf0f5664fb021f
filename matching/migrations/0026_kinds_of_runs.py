from django.db import migrations


def fill(apps, schema_editor):
    runs = apps.get_model("matching", "Run").objects.using(schema_editor.connection.alias)
    runs.filter(pod_most__gt=0).update(kind="pods")
    runs.filter(pod_most=0, group_least__gt=0).update(kind="groups")


class Migration(migrations.Migration):
    """What the truth of two numbers told by now."""

    dependencies = [("matching", "0025_run_kind")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
