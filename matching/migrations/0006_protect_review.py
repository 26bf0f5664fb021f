from django.db import migrations

from mentorship.tenancy.operations import ProtectReference, ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("matching", "0005_review")]

    operations = [
        ProtectTenant("RunInputs"),
        ProtectTenant("Block"),
        ProtectReference("Run", "parent"),
    ]
