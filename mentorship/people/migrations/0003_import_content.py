from django.db import migrations, models


class Migration(migrations.Migration):
    """What was uploaded waits as it came until a worker has read it; the why of one that cannot be
    read stays."""

    dependencies = [("people", "0002_protect")]

    operations = [
        migrations.AddField("importfile", "content", models.BinaryField(null=True)),
        migrations.AddField(
            "importfile",
            "unreadable",
            models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
    ]
