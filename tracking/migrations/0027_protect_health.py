from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("tracking", "0026_health_signs")]

    operations = [ProtectTenant("HealthChange"), ProtectTenant("HealthPolicy")]
