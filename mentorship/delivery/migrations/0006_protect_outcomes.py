from django.db import migrations

from mentorship.tenancy.operations import ProtectReference


class Migration(migrations.Migration):
    dependencies = [("delivery", "0005_outcome_indexes")]

    operations = [
        ProtectReference("Delivery", "caused_by"),
        migrations.RunSQL(
            # Health across tenants learns two numbers, never a row.
            """
            CREATE FUNCTION delivery_outcomes(since timestamptz) RETURNS TABLE (sent bigint, failed bigint)
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
            $$ SELECT (SELECT count(*) FROM delivery_delivery WHERE channel = 'email' AND sent_at >= since),
                      (SELECT count(*) FROM delivery_delivery WHERE state = 'failed' AND failed_at >= since) $$;
            """,
            "DROP FUNCTION delivery_outcomes(timestamptz);",
        ),
    ]
