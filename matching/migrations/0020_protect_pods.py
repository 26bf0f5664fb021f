from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("matching", "0019_pods")]

    operations = [ProtectTenant("Pod"), ProtectTenant("Place")]
