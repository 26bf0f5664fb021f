from django.db import migrations

import mentorship.wording.fields
from mentorship.wording.operations import TextToSaid


class Migration(migrations.Migration):
    """Reasons are codes with parameters; the next migration finds the codes of what is stored."""

    dependencies = [("tracking", "0005_published_people")]

    operations = [
        TextToSaid("pulse", "health_reason", mentorship.wording.fields.SaidField(default=dict)),
        TextToSaid("cadencestage", "reason", mentorship.wording.fields.SaidField(default=dict)),
        migrations.AlterField(
            "cadenceproposal", "reasons", mentorship.wording.fields.SaidField(default=list)
        ),
    ]
