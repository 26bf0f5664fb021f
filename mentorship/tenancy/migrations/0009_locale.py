from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0008_pronouns")]

    operations = [
        migrations.AddField(
            "member",
            "locale",
            models.CharField(blank=True, db_default="", default="", max_length=10),
        )
    ]
