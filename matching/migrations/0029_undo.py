from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0028_codes_of_reasons")]

    operations = [
        migrations.AddField(
            "run",
            "undo",
            models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        )
    ]
