from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("delivery", "0012_texts")]

    operations = [ProtectTenant("MessageText")]
