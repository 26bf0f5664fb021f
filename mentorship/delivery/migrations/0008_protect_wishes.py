from django.db import migrations

from mentorship.tenancy.operations import ProtectReference, ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("delivery", "0007_wishes")]

    operations = [
        ProtectTenant("Preferences"),
        ProtectTenant("ChatHook"),
        ProtectReference("Delivery", "hook"),
    ]
