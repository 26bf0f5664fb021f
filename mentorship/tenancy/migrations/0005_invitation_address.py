from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0004_gender")]

    operations = [
        # Links from before say of no address that they went there, so none of them works any more.
        migrations.AddField(
            "invitation",
            "email",
            models.EmailField(blank=True, db_default="", default="", max_length=254),
        ),
        migrations.AddField(
            "organizationsettings",
            "requires_second_factor",
            models.BooleanField(db_default=False, default=False),
        ),
    ]
