"""The application's database role: made by the owner, and refused where it could bypass."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

PRIVILEGED = """
SELECT r.rolsuper, r.rolbypassrls,
       EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')
                 AND pg_has_role(current_user, c.relowner, 'MEMBER'))
FROM pg_roles r WHERE r.rolname = current_user
"""


def refuse_privileged_role() -> None:
    """Raise ImproperlyConfigured where the application could see past row-level security."""
    with connection.cursor() as cursor:
        cursor.execute(PRIVILEGED)
        is_super, bypasses, owns = cursor.fetchone()
    connection.close()
    reasons = [
        text
        for is_so, text in (
            (is_super, "is a superuser"),
            (bypasses, "has BYPASSRLS"),
            (owns, "owns tables"),
        )
        if is_so
    ]
    if reasons:
        raise ImproperlyConfigured(
            f"The role in DATABASE_URL {' and '.join(reasons)}, so row-level security would not"
            " hold. Give the application a role of its own, and the owner's address in"
            " DATABASE_OWNER_URL to `manage.py prepare_database`, which makes that role."
        )
