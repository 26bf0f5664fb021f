from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tracking", "0002_protect")]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION tracking_orphan_organizations() RETURNS SETOF uuid
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
            $$ SELECT DISTINCT s.organization_id FROM tracking_session s
               JOIN matching_mentorship m ON m.id = s.mentorship_id AND m.organization_id = s.organization_id
               WHERE s.state = 'booked' AND m.state <> 'active' $$;
            """,
            "DROP FUNCTION tracking_orphan_organizations();",
        )
    ]
