from django.db import migrations

ENDED = """
CREATE OR REPLACE FUNCTION tracking_orphan_organizations() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ SELECT DISTINCT s.organization_id FROM tracking_session s
   JOIN matching_mentorship m ON m.id = s.mentorship_id AND m.organization_id = s.organization_id
   WHERE s.state = 'booked' AND (m.state <> 'active'{}) $$;
"""
GUESTS = """
   OR s.starts_at > now() AND EXISTS (
       SELECT 1 FROM (
           SELECT p.member_id FROM matching_participant p
           WHERE p.mentorship_id = m.id AND p.organization_id = m.organization_id AND p.left_at IS NULL) people
       FULL JOIN (
           SELECT a.member_id FROM tracking_attendance a
           WHERE a.session_id = s.id AND a.organization_id = s.organization_id) invited USING (member_id)
       WHERE people.member_id IS NULL OR invited.member_id IS NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("tracking", "0003_orphans"), ("matching", "0015_groups")]

    operations = [migrations.RunSQL(ENDED.format(GUESTS), ENDED.format(""))]
