from django.db import migrations

import mentorship.wording.fields
from mentorship.wording.operations import TextToSaid


class Migration(migrations.Migration):
    """Evidence is a code with its number; the next migration finds the codes of what is stored."""

    dependencies = [("recognition", "0002_protect")]

    operations = [
        TextToSaid("award", "evidence", mentorship.wording.fields.SaidField(default=dict))
    ]
