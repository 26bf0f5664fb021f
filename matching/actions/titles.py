"""What mentorships are called: by the names that their people have today (ADR 14)."""

from collections.abc import Iterable

from django.db import connection

from matching.models import Mentorship

NAME = """
UPDATE matching_mentorship SET title = matching_title(id) WHERE id = ANY(%s::uuid[])
RETURNING id, title
"""


def name_mentorships(mentorships: Iterable[Mentorship]) -> None:
    """Give these their titles, once their people are written down. The database follows changes of
    names itself.
    """
    by_id = {mentorship.pk: mentorship for mentorship in mentorships}
    with connection.cursor() as cursor:
        cursor.execute(NAME, [[str(pk) for pk in by_id]])
        for pk, title in cursor.fetchall():
            by_id[pk].title = title
