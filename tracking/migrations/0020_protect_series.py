from django.db import migrations

from mentorship.tenancy.operations import ProtectReference


class Migration(migrations.Migration):
    dependencies = [("tracking", "0019_series")]

    operations = [
        ProtectReference("Series", "booked_by"),
        migrations.RunSQL(
            """
            CREATE FUNCTION tracking_series_organizations() RETURNS SETOF uuid
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
            $$ SELECT DISTINCT r.organization_id FROM tracking_series r
               JOIN matching_mentorship m
                 ON m.id = r.mentorship_id AND m.organization_id = r.organization_id
               WHERE r.ended_at IS NULL AND m.state = 'active' AND NOT EXISTS (
                   SELECT 1 FROM tracking_session s
                   WHERE s.organization_id = r.organization_id AND s.series_id = r.id
                     AND s.recurrence_at IS NOT NULL
                     AND s.state = 'booked' AND s.starts_at > now()) $$;
            """,
            "DROP FUNCTION tracking_series_organizations();",
        ),
    ]
