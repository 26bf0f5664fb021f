from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("matching", "0010_directory")]

    operations = [
        ProtectTenant("Request"),
        migrations.RunSQL(
            """
            CREATE FUNCTION matching_due_organizations() RETURNS SETOF uuid
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
            $$ SELECT DISTINCT organization_id FROM matching_request WHERE state = 'asked' AND expires_at <= now() $$;
            """,
            "DROP FUNCTION matching_due_organizations();",
        ),
    ]
