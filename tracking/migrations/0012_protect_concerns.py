from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("tracking", "0011_concerns")]

    operations = [ProtectTenant("Concern")]
