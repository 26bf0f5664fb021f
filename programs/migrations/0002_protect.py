from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial"), ("tenancy", "0002_protect")]

    operations = [
        ProtectTenant("Program"),
        ProtectTenant("ProgramTransition"),
        ProtectTenant("ProgramGoal"),
        ProtectTenant("Measurement"),
        ProtectTenant("Guidelines"),
        ProtectTenant("CadencePolicy"),
        ProtectTenant("Enrolment"),
        ProtectTenant("Signature"),
    ]
