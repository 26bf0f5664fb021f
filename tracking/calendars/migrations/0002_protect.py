from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("calendars", "0001_initial")]

    operations = [ProtectTenant("Inbound"), ProtectTenant("Feed")]
