from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_initial"), ("programs", "0002_protect")]

    operations = [
        ProtectTenant("Run"),
        ProtectTenant("Pair"),
        ProtectTenant("Unmatched"),
        ProtectTenant("Mentorship"),
        ProtectTenant("Participant"),
    ]
