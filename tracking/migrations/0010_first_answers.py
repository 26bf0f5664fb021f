from django.db import migrations


class Migration(migrations.Migration):
    """Who booked a session, or was there, had accepted it."""

    dependencies = [("tracking", "0009_protect_answers")]

    operations = [
        migrations.RunSQL(
            """
            UPDATE tracking_attendance a SET answer = 'accepted'
            FROM tracking_session s
            WHERE s.id = a.session_id AND a.answer = 'waiting'
              AND (s.booked_by_id = a.member_id OR a.state = 'present')
            """,
            migrations.RunSQL.noop,
        )
    ]
