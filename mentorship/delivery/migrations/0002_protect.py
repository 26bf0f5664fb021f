from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_initial"), ("tenancy", "0002_protect")]

    operations = [
        ProtectTenant("Delivery"),
        migrations.RunSQL(
            # Work across tenants learns organisation ids and one age, never a row.
            """
            CREATE FUNCTION delivery_due_organizations(moment timestamptz) RETURNS SETOF uuid
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
            $$ SELECT DISTINCT organization_id FROM delivery_delivery WHERE state = 'owed' AND due_at <= moment $$;
            CREATE FUNCTION delivery_oldest_due() RETURNS timestamptz
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
            $$ SELECT min(created_at) FROM delivery_delivery WHERE state = 'owed' AND attempts = 0 $$;
            """,
            "DROP FUNCTION delivery_due_organizations(timestamptz); DROP FUNCTION delivery_oldest_due();",
        ),
    ]
