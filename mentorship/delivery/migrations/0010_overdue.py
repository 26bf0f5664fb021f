from django.db import migrations

OLDEST = """
CREATE OR REPLACE FUNCTION delivery_oldest_due() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ SELECT min({column}) FROM delivery_delivery WHERE state = 'owed' AND attempts = 0 $$;
"""


class Migration(migrations.Migration):
    dependencies = [("delivery", "0009_once_a_hook")]

    operations = [
        migrations.RunSQL(
            # What waits for the end of quiet hours or for a summary is not late.
            OLDEST.replace("{column}", "due_at"),
            OLDEST.replace("{column}", "created_at"),
        )
    ]
