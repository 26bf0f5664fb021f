from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("delivery", "0004_outcomes")]

    operations = [
        AddIndexConcurrently(
            "delivery",
            models.Index(
                condition=models.Q(("channel", "email")), fields=["sent_at"], name="delivery_sent"
            ),
        ),
        AddIndexConcurrently(
            "delivery",
            models.Index(
                condition=models.Q(("state", "failed")),
                fields=["organization", "-failed_at", "-id"],
                name="delivery_failed",
            ),
        ),
    ]
