from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("matching", "0013_nominations")]

    operations = [ProtectTenant("Nomination")]
