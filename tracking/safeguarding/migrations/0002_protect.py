from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0001_initial")]

    operations = [ProtectTenant("Contact"), ProtectTenant("Report"), ProtectTenant("Entry")]
