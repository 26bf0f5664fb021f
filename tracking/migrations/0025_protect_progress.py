from django.db import migrations

from mentorship.tenancy.operations import ProtectReference, ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("tracking", "0024_progress")]

    operations = [
        ProtectTenant("Observation"),
        ProtectTenant("Revision"),
        ProtectReference("ActionItem", "written_by"),
    ]
