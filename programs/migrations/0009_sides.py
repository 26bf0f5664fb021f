from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0008_peers")]

    operations = [
        migrations.AddField("measurement", "have", models.PositiveIntegerField(null=True)),
        migrations.AddField("measurement", "have_not", models.PositiveIntegerField(null=True)),
    ]
