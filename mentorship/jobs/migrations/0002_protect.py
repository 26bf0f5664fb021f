from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial"), ("tenancy", "0002_protect")]

    operations = [
        ProtectTenant("Job"),
        migrations.RunSQL(
            """
            CREATE FUNCTION jobs_open_organizations() RETURNS SETOF uuid
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
            $$ SELECT DISTINCT organization_id FROM jobs_job WHERE state IN ('queued', 'running') $$;
            """,
            "DROP FUNCTION jobs_open_organizations();",
        ),
    ]
