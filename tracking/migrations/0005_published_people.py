from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracking", "0004_guests_of_groups")]

    operations = [
        migrations.AddField(
            "figuresnapshot",
            "people",
            models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        )
    ]
