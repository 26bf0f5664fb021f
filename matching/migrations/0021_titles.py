from django.db import migrations

# Mentor and mentee, "X’s group", or a pod's people; too long a line of names becomes family names.
TITLE = """
CREATE FUNCTION matching_title(whose uuid) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
    WITH people AS (
        SELECT array_agg(n.name ORDER BY p.role <> 'mentor', n.name) AS names,
               array_agg(n.short ORDER BY p.role <> 'mentor', n.name) AS shorts,
               bool_or(p.role = 'peer') AS are_peers, bool_or(g.kind = 'group') AS is_group
        FROM matching_participant p
        JOIN matching_mentorship h ON h.id = p.mentorship_id
        JOIN programs_program g ON g.id = h.program_id
        JOIN tenancy_member m ON m.id = p.member_id
        CROSS JOIN LATERAL (
            SELECT btrim(m.given_name || ' ' || m.family_name) AS name,
                   coalesce(nullif(m.family_name, ''), m.given_name) AS short
        ) n
        WHERE p.mentorship_id = whose AND p.left_at IS NULL
    ), lines AS (
        SELECT *, concat_ws(' and ', nullif(array_to_string(names[:cardinality(names) - 1], ', '), ''),
                            names[cardinality(names)]) AS named,
                  concat_ws(' and ', nullif(array_to_string(shorts[:cardinality(shorts) - 1], ', '), ''),
                            shorts[cardinality(shorts)]) AS shortened
        FROM people
    )
    SELECT left(CASE WHEN is_group THEN names[1] || '’s group'
                     WHEN NOT are_peers THEN array_to_string(names, ' & ')
                     WHEN length(named) <= 340 THEN named
                     ELSE shortened END, 340)
    FROM lines
$$;
CREATE FUNCTION matching_follow_name() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE matching_mentorship h SET title = matching_title(h.id)
    WHERE h.organization_id = NEW.organization_id AND h.id IN (
        SELECT mentorship_id FROM matching_participant
        WHERE organization_id = NEW.organization_id AND member_id = NEW.id AND left_at IS NULL
    );
    RETURN NULL;
END $$;
CREATE TRIGGER matching_follow_name AFTER UPDATE OF given_name, family_name ON tenancy_member
FOR EACH ROW WHEN (OLD.given_name <> NEW.given_name OR OLD.family_name <> NEW.family_name)
EXECUTE FUNCTION matching_follow_name();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0020_protect_pods"),
        ("tenancy", "0006_open_invitations"),
        ("programs", "0008_peers"),
    ]

    operations = [
        migrations.RunSQL(
            TITLE,
            "DROP TRIGGER matching_follow_name ON tenancy_member; DROP FUNCTION matching_follow_name();"
            "DROP FUNCTION matching_title(uuid);",
        )
    ]
