from django.db import migrations

import mentorship.wording.fields


class Migration(migrations.Migration):
    """What a message tells is read as sentences where it holds codes; the column stays as it is."""

    dependencies = [("delivery", "0010_overdue")]

    operations = [
        migrations.AlterField(
            "delivery", "context", mentorship.wording.fields.SaidField(default=dict)
        )
    ]
