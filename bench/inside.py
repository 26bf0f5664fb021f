"""What is asked of Django in this process: who is signed in, which statements a page makes, figures
counted.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.scale import Filled
from matching.models import Mentorship
from mentorship.accounts.models import User
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization
from mentorship.tenancy.secrets import encrypt
from tracking.actions.figures import count_figures
from tracking.enums import SessionState
from tracking.models import Note, Session

BACKEND = "mentorship.accounts.backends.SignInBackend"
DJANGOS_OWN = "django.contrib.auth.backends.ModelBackend"
PRIVATE_NOTES = 10
ASKS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@dataclass(frozen=True)
class Statements:
    """What one request asked the database; beginning, ending and savepoints of
    transactions apart.
    """

    count: int
    savepoints: int
    database_ms: float
    sql: list[tuple[float, str]]


def sign_in(filled: Filled, member_id: UUID, *, backend: str = BACKEND) -> Client:
    """A client whose session lies in the database and the cache, as after the form."""
    user = User.objects.create_user(f"{member_id}@{filled.slug}.example")
    with tenant(filled.id):
        Member.objects.filter(pk=member_id).update(user=user)
    client = Client()
    client.force_login(user, backend=backend)
    return client


def cookie_of(client: Client) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def statements(client: Client, path: str) -> Statements:
    """Those of a second request, when caches are as warm as they get. Raises RuntimeError."""
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path, HTTP_HOST="127.0.0.1")
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}.")
    found = [
        (float(each["time"]) * 1000, each["sql"].strip()) for each in captured.captured_queries
    ]
    asked = [(ms, sql) for ms, sql in found if sql.startswith(ASKS)]
    points = [sql for _, sql in found if "SAVEPOINT" in sql[:20]]
    return Statements(len(asked), len(points), sum(ms for ms, _ in asked), asked)


def write_private_notes(filled: Filled, at: datetime) -> None:
    """Sealed notes of the mentee whose page is measured: opening them is part of that page."""
    with tenant(filled.id):
        mentorship = Mentorship.objects.get(pk=filled.mentorship)
        held = Session.objects.filter(mentorship=mentorship, state=SessionState.HELD).order_by(
            "-starts_at"
        )
        sealed = encrypt("Ask about it next time, gently.", organization_id=filled.id)
        Note.objects.bulk_create(
            Note(
                organization_id=filled.id,
                mentorship=mentorship,
                session=session,
                author_id=filled.mentee,
                is_private=True,
                sealed=sealed,
                written_at=at,
            )
            for session in held[:PRIVATE_NOTES]
        )


def count(organizations: Sequence[Filled], at: datetime) -> dict[str, float]:
    """Seconds that the nightly count takes for each."""
    seconds = {}
    for filled in organizations:
        began = time.perf_counter()
        with tenant(filled.id):
            count_figures(organization=Organization.objects.get(pk=filled.id), at=at)
        seconds[filled.slug] = time.perf_counter() - began
    return seconds
