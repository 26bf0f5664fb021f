from django.db import migrations

import mentorship.wording.fields
from mentorship.wording.operations import TextToSaid


class Migration(migrations.Migration):
    """What a job is called and what came of it are codes; what is stored stays as it was
    written: a job is read for a day or two.
    """

    dependencies = [("jobs", "0002_protect")]

    operations = [
        TextToSaid("job", "title", mentorship.wording.fields.SaidField(default=dict)),
        TextToSaid("job", "message", mentorship.wording.fields.SaidField(default=dict)),
    ]
