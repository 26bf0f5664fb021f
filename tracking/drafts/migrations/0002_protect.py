from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("drafts", "0001_initial")]

    operations = [ProtectTenant("Draft")]
