from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("endings", "0001_initial")]

    operations = [ProtectTenant("Ending"), ProtectTenant("Reflection"), ProtectTenant("Exit")]
