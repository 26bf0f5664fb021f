from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("people", "0004_hours")]

    operations = [ProtectTenant("WorkingHours"), ProtectTenant("Absence")]
