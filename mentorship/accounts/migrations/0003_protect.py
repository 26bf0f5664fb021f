from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_api_token"), ("tenancy", "0002_protect")]

    operations = [ProtectTenant("ApiToken")]
