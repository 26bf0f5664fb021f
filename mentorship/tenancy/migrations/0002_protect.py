from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_initial")]

    operations = [
        ProtectTenant("OrganizationSettings"),
        ProtectTenant("Member"),
        ProtectTenant("Invitation"),
        migrations.RunSQL(
            # A person's own memberships, in every organisation: what the organisation switcher reads.
            "CREATE POLICY own_memberships ON tenancy_member FOR SELECT "
            "USING (user_id = nullif(current_setting('app.user_id', true), '')::uuid)",
            "DROP POLICY own_memberships ON tenancy_member",
        ),
    ]
