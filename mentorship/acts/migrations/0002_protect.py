from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("acts", "0001_initial"), ("tenancy", "0002_protect")]

    operations = [ProtectTenant("Use")]
