from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0007_search_fold")]

    operations = [
        migrations.AddField(
            "member",
            "pronouns",
            models.CharField(blank=True, db_default="", default="", max_length=40),
        )
    ]
