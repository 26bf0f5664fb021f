"""Keys: refused where they are weak, changed without losing a note, and missed with words, not with
an error page.
"""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from mentorship.tenancy import secrets
from mentorship.tenancy.keys import check_key, read_note_keys
from mentorship.tenancy.models import Member, Organization
from tests import factories, world
from tracking.actions.logs import log_session
from tracking.models import Note, Session

ONE, TWO = "1" * 48, "2" * 48


@pytest.mark.parametrize(
    "secret", ["", "short", "x" * 39, "change-me-" + "x" * 50, "django-insecure"]
)
def test_a_weak_key_is_refused_with_the_way_to_a_good_one(secret: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="token_urlsafe"):
        check_key("SECRET_KEY", secret)
    assert check_key("SECRET_KEY", ONE) == ONE


@pytest.mark.parametrize(
    "entries", [[ONE], ["two words:" + ONE], ["a:short"], [f"a:{ONE}", f"a:{TWO}"], [""]]
)
def test_note_keys_that_cannot_be_meant_are_refused(entries: list[str]) -> None:
    with pytest.raises(ImproperlyConfigured):
        read_note_keys(entries)


def test_the_first_note_key_is_written_with() -> None:
    assert list(read_note_keys([f"new:{TWO}", f"old:{ONE}"])) == ["new", "old"]


@pytest.fixture
def place(northwind: Organization) -> world.World:
    return world.build(northwind)


def write_note(place: world.World, text: str = "Only mine") -> Session:
    session = Session.objects.get(pk=place.ids["past"])
    log_session(session=session, by=place.people["mentee"], at=timezone.now(), private=text)
    return session


def page(place: world.World) -> str:
    client = factories.client_of(place.people["mentee"])
    return client.get(
        reverse("tracking:mentorship", args=["northwind", place.ids["mentorship"]])
    ).content.decode()


def test_a_key_is_changed_and_the_old_one_taken_away(
    place: world.World, colleague: Member, settings: Any
) -> None:
    write_note(place)
    factor = Authenticator.objects.create(
        user=colleague.user, type="totp", data={"secret": secrets.encrypt_global("JBSWY3DP")}
    )
    settings.NOTE_KEYS = {"one": ONE}
    out = StringIO()
    call_command("rotate_keys", stdout=out)
    assert out.getvalue().strip().endswith("0 that no key here can read.")
    settings.SECRET_KEY = "z" * 48
    factor.refresh_from_db()
    assert secrets.decrypt_global(factor.data["secret"]) == "JBSWY3DP"
    assert "Only mine" in page(place)
    settings.NOTE_KEYS = {"two": TWO, "one": ONE}
    assert "Only mine" in page(place)
    call_command("rotate_keys", stdout=StringIO())
    settings.NOTE_KEYS = {"two": TWO}
    assert "Only mine" in page(place)


def test_a_missing_key_is_said_on_the_page_and_loses_no_note(
    place: world.World, settings: Any
) -> None:
    settings.NOTE_KEYS = {"one": ONE}
    session = write_note(place)
    settings.NOTE_KEYS = {"two": TWO}
    text = page(place)
    assert "This note cannot be read" in text
    assert "Only mine" not in text
    log_session(
        session=session,
        by=place.people["mentee"],
        at=timezone.now() + timedelta(minutes=1),
        shared="Shared anew",
    )
    assert (
        Note.objects.filter(session=session, is_private=True, author=place.people["mentee"]).count()
        == 1
    )
    settings.NOTE_KEYS = {"two": TWO, "one": ONE}
    assert "Only mine" in page(place)


def test_a_note_of_another_organisation_cannot_be_opened(place: world.World) -> None:
    write_note(place)
    sealed = bytes(
        Note.objects.get(
            is_private=True, session=place.ids["past"], author=place.people["mentee"]
        ).sealed
        or b""
    )
    with pytest.raises(secrets.UnreadableError):
        secrets.decrypt(sealed, organization_id=factories.organization("contoso").pk)
