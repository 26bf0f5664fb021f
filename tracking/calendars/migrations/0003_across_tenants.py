from django.db import migrations


class Migration(migrations.Migration):
    """What is asked before a tenant is open; both answer with organisations alone."""

    dependencies = [("calendars", "0002_protect"), ("tracking", "0012_protect_concerns")]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION calendars_organization_of(attendance uuid) RETURNS uuid
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
            $$ SELECT a.organization_id FROM tracking_attendance a
               JOIN tenancy_organization o ON o.id = a.organization_id
               WHERE a.id = attendance AND o.is_active $$;
            """,
            "DROP FUNCTION calendars_organization_of(uuid);",
        ),
        migrations.RunSQL(
            """
            CREATE FUNCTION calendars_waiting_organizations() RETURNS SETOF uuid
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
            $$ SELECT DISTINCT organization_id FROM calendars_inbound
               WHERE handled_at IS NULL $$;
            """,
            "DROP FUNCTION calendars_waiting_organizations();",
        ),
    ]
