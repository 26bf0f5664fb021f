from django.db import migrations

# Policies made before TENANT became a SELECT of its own; where it was one already, only the one of
# `own_memberships` is left to change.
ONCE = """
DO $$
DECLARE
    each record;
    word text;
    asked text := '(NULLIF(current_setting(''app.%s_id''::text, true), ''''::text))::uuid';
    once text := '(SELECT nullif(current_setting(''app.%s_id'', true), '''')::uuid)';
BEGIN
    FOREACH word IN ARRAY ARRAY['organization', 'user'] LOOP
        FOR each IN
            SELECT schemaname, tablename, policyname, with_check FROM pg_policies
            WHERE qual = format('(%s_id = ' || asked || ')', word, word)
        LOOP
            EXECUTE format('ALTER POLICY %I ON %I.%I ', each.policyname, each.schemaname, each.tablename)
                || format('USING (%s_id = ' || once || ')', word, word)
                || CASE WHEN each.with_check IS NULL THEN ''
                   ELSE format(' WITH CHECK (%s_id = ' || once || ')', word, word) END;
        END LOOP;
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0003_list_indexes")]

    operations = [migrations.RunSQL(ONCE, migrations.RunSQL.noop)]
