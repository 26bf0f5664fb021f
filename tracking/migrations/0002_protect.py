from django.db import migrations

from mentorship.tenancy.operations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [("tracking", "0001_initial"), ("matching", "0002_protect")]

    operations = [
        ProtectTenant("Series"),
        ProtectTenant("Session"),
        ProtectTenant("Attendance"),
        ProtectTenant("Note"),
        ProtectTenant("Goal"),
        ProtectTenant("ActionItem"),
        ProtectTenant("CadenceStage"),
        ProtectTenant("CadenceProposal"),
        ProtectTenant("Feedback"),
        ProtectTenant("Pulse"),
        ProtectTenant("FigureSnapshot"),
        migrations.RunSQL(
            """
            CREATE FUNCTION tracking_booked_organizations(since timestamptz, until timestamptz) RETURNS SETOF uuid
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
            $$ SELECT DISTINCT organization_id FROM tracking_session
               WHERE state = 'booked' AND starts_at >= since AND starts_at < until $$;
            """,
            "DROP FUNCTION tracking_booked_organizations(timestamptz, timestamptz);",
        ),
    ]
