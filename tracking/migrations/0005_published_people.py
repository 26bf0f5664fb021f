from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracking", "0004_guests_of_groups")]

    operations = [migrations.AddField("figuresnapshot", "people", models.JSONField(default=dict))]
