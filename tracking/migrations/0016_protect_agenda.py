from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("tracking", "0015_agenda")]

    operations = [ProtectTenant("AgendaItem")]
