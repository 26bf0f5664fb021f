from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("programs", "0006_questions")]

    operations = [ProtectTenant("Question")]
