from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("recognition", "0001_initial"), ("matching", "0002_protect")]

    operations = [ProtectTenant("Badge"), ProtectTenant("BadgeRule"), ProtectTenant("Award")]
