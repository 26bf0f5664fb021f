from django.db import migrations

import mentorship.wording.fields
from mentorship.wording.operations import TextToSaid


class Migration(migrations.Migration):
    """Reasons and evidence are codes with parameters; the next migration finds the codes of what
    is stored.
    """

    dependencies = [("matching", "0026_kinds_of_runs")]

    operations = [
        TextToSaid("unmatched", "reason", mentorship.wording.fields.SaidField(default=dict)),
        migrations.AlterField("pair", "points", mentorship.wording.fields.SaidField(default=list)),
        migrations.AlterField("pod", "pairs", mentorship.wording.fields.SaidField(default=list)),
    ]
