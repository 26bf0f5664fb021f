from django.db import migrations

from mentorship.tenancy.operations import ProtectReference


class Migration(migrations.Migration):
    dependencies = [("tracking", "0008_answers")]

    operations = [
        ProtectReference("Session", "logged_by"),
        ProtectReference("Session", "closed_by"),
    ]
