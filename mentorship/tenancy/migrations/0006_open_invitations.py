import django.db.models.functions.text
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tenancy", "0005_invitation_address")]

    operations = [
        AddIndexConcurrently(
            "invitation",
            models.Index(
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("accepted_at", None)),
                name="invitation_open",
            ),
        ),
        migrations.RunSQL(
            # Whoever forgot a password that never was is invited once more: organisation ids alone.
            """
            CREATE FUNCTION tenancy_inviting_organizations(address text, moment timestamptz) RETURNS SETOF uuid
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
            $$ SELECT DISTINCT organization_id FROM tenancy_invitation
               WHERE lower(email) = lower(address) AND accepted_at IS NULL AND expires_at > moment $$;
            """,
            "DROP FUNCTION tenancy_inviting_organizations(text, timestamptz);",
        ),
    ]
