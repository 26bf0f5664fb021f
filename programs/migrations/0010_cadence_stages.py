from django.db import migrations, models
from django.db.models import Value

import programs.cadence


class Migration(migrations.Migration):
    dependencies = [("programs", "0009_sides")]

    operations = [
        migrations.AddField(
            "cadencepolicy",
            "stages",
            models.JSONField(
                db_default=Value([], models.JSONField()), default=programs.cadence.usual_steps
            ),
        ),
        migrations.AddField(
            "cadencepolicy",
            "back",
            models.JSONField(
                db_default=Value({}, models.JSONField()), default=programs.cadence.usual_back
            ),
        ),
    ]
