from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Concat

import mentorship.tenancy.expressions

# As mentorship.text.fold: lower case, no apostrophes, no accents, no letters of their own.
FOLD = r"""
CREATE FUNCTION search_fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT replace(replace(replace(replace(translate(
        regexp_replace(normalize(translate(lower(words), $q$'’‘‛`´ʼʻʹ′＇$q$, ''), NFKD), '[\u0300-\u036F]', '', 'g'),
        'øłđðı', 'olddi'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
$$;
"""
ADD = """
ALTER TABLE tenancy_member ADD COLUMN search_next text GENERATED ALWAYS AS ({fold}(
    given_name || ' ' || family_name || ' ' || email || ' ' || title || ' ' || department)) STORED
"""
INDEX = "CREATE INDEX CONCURRENTLY member_search_next ON tenancy_member USING gin (search_next gin_trgm_ops)"
# The version before goes on with the new column under the old one's name.
SWAP = """
BEGIN;
ALTER TABLE tenancy_member DROP COLUMN search;
ALTER TABLE tenancy_member RENAME COLUMN search_next TO search;
ALTER INDEX member_search_next RENAME TO member_search;
COMMIT;
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tenancy", "0006_open_invitations")]

    operations = [
        migrations.RunSQL(FOLD, "DROP FUNCTION search_fold(text);"),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(ADD.format(fold="search_fold"), SWAP),
                migrations.RunSQL(INDEX, INDEX),
                migrations.RunSQL(SWAP, ADD.format(fold="lower")),
            ],
            state_operations=[
                migrations.RemoveField("member", "search"),
                migrations.AddField(
                    "member",
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=mentorship.tenancy.expressions.Fold(
                            Concat(
                                F("given_name"),
                                Value(" "),
                                F("family_name"),
                                Value(" "),
                                F("email"),
                                Value(" "),
                                F("title"),
                                Value(" "),
                                F("department"),
                                output_field=models.TextField(),
                            )
                        ),
                        output_field=models.TextField(),
                    ),
                ),
            ],
        ),
    ]
