from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0024_parts_that_end")]

    operations = [
        migrations.AddField(
            model_name="run",
            name="kind",
            field=models.CharField(
                choices=[("pairs", "Pairs"), ("groups", "Groups"), ("pods", "Pods")],
                db_default="pairs",
                default="pairs",
                max_length=6,
            ),
        )
    ]
