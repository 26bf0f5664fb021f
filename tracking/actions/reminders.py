"""A reminder for each session of the next hours."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from mentorship.delivery.wakeups import wake_on_commit

REMIND_BEFORE = timedelta(hours=24)
REMIND = """
INSERT INTO delivery_delivery (id, organization_id, kind, subject_id, recipient_id,
    channel, occurrence, context,
                               created_at, state, due_at, attempts, error, sent_at)
SELECT gen_random_uuid(), s.organization_id, 'session_reminder', s.id, p.member_id, c.channel,
       to_char(s.starts_at AT TIME ZONE z.zone, 'YYYY-MM-DD'),
       jsonb_build_object(
           'when', to_char(s.starts_at AT TIME ZONE z.zone, 'FMDay, DD FMMonth YYYY "at" HH24:MI')
                   || ' (' || replace(z.zone, '_', ' ') || ')',
           'title_of', m.title, 'place', s.place, 'agenda', s.agenda,
           'url', '/o/' || o.slug || '/mentorships/' || m.id || '/'),
       %(at)s, CASE c.channel WHEN 'email' THEN 'owed' ELSE 'sent' END, %(at)s, 0, '',
       CASE c.channel WHEN 'email' THEN NULL ELSE %(at)s END
FROM tracking_session s
JOIN matching_mentorship m ON m.id = s.mentorship_id AND m.organization_id = s.organization_id
JOIN matching_participant p ON p.mentorship_id = m.id AND p.organization_id = s.organization_id
JOIN tenancy_member t ON t.id = p.member_id AND t.organization_id = s.organization_id
JOIN tenancy_organization o ON o.id = s.organization_id
JOIN tenancy_organizationsettings os ON os.organization_id = o.id
CROSS JOIN LATERAL (SELECT coalesce(nullif(t.time_zone, ''), os.time_zone) AS zone) z
CROSS JOIN (VALUES ('email'), ('in_app')) c(channel)
WHERE s.organization_id = %(organization)s AND s.state = 'booked' AND p.left_at IS NULL
  AND s.starts_at > %(at)s AND s.starts_at <= %(until)s
ON CONFLICT DO NOTHING
"""


@transaction.atomic
def plan_reminders(*, organization_id: UUID, at: datetime) -> int:
    """Owe a reminder for each meeting of the next 24 hours, once a person and day; one statement
    for all.

    Answers how many messages are new.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            REMIND, {"organization": organization_id, "at": at, "until": at + REMIND_BEFORE}
        )
        number = int(cursor.rowcount)
    if number:
        wake_on_commit("mentorship.delivery.tasks.send_owed", organization_id)
    return number
