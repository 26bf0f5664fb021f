"""An organisation's own words in messages."""

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mentorship.delivery.actions import owe
from mentorship.delivery.email import compose, our_words
from mentorship.delivery.kinds import kind_named, with_own_texts
from mentorship.delivery.models import Delivery, MessageText
from mentorship.delivery.queries import to_leave
from mentorship.delivery.texts import filled, has_link, unknown_in
from mentorship.tenancy.models import Organization
from tests import factories
from tests.pairs import Pair

URL = "/o/northwind/notifications/texts/session_unbooked/"
OWN = {"subject": "{name}, meet {other} again", "body": "It is time.\n\n{link}\n\nYour buddy team"}


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


@pytest.fixture
def admin(pair: Pair) -> Client:
    return factories.client_of(
        factories.member(
            pair.organization, given_name="Ada", family_name="Byron", roles=["admin"], sign_in=True
        )
    )


def message(pair: Pair, scope: object = "") -> tuple[str, str]:
    """Subject and plain text as they leave."""
    Delivery.objects.all().delete()
    owe(
        kind="session_unbooked",
        subject=pair.mentorship,
        recipients=[pair.mentee],
        at=timezone.now(),
        channels=["email"],
        since=timezone.now().isoformat(),
        other="Maya",
        program="Compass",
        scope=str(scope),
        url="/o/northwind/",
    )
    [row] = to_leave(pair.organization.pk, Delivery.objects.values_list("pk", flat=True))
    mail = compose(row)
    return str(mail.subject), str(mail.body)


def test_our_own_words_pass_the_rules_for_others() -> None:
    for kind in with_own_texts():
        words = our_words(kind)
        assert unknown_in(words["subject"] + words["body"], kind.placeholders) == [], kind.name
        assert has_link(words["body"]), kind.name


@given(st.text(), st.dictionaries(st.text(min_size=1), st.text()))
def test_what_people_type_is_filled_and_never_run(text: str, values: dict[str, str]) -> None:
    assert isinstance(filled(text, values), str)
    assert filled("{other.__class__}{0}", {"other": "x"}) == ""


def test_a_text_of_a_program_goes_before_that_of_all(pair: Pair, admin: Client) -> None:
    assert message(pair, pair.program.pk)[0] == "Time to book your next session with Maya"
    assert admin.post(URL, OWN).status_code == 302
    subject, body = message(pair, pair.program.pk)
    assert subject == "Tom, meet Maya again"
    assert body.startswith("It is time.\n\nhttp")
    assert "Nothing is happening: " in body
    of_program = OWN | {"subject": "Compass: meet {other}"}
    admin.post(f"{URL}?scope={pair.program.pk}", of_program)
    assert message(pair, pair.program.pk)[0] == "Compass: meet Maya"
    assert message(pair)[0] == "Tom, meet Maya again"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"body": "It is time."}, "Put {link} where people are to act."),
        ({"body": "{link} {salary}"}, "{salary} means nothing here."),
        ({"subject": "{link.__class__}"}, "{link.__class__} means nothing here."),
        ({"body": ""}, 'class="error"'),
    ],
)
def test_a_text_that_leads_nowhere_is_refused_and_kept_in_the_form(
    pair: Pair, admin: Client, changed: dict[str, str], words: str
) -> None:
    answer = admin.post(URL, OWN | changed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert (changed | OWN)["subject"] in page or changed.get("subject", "") in page
    assert not MessageText.objects.exists()
    assert pair.program.pk


def test_the_preview_shows_it_as_it_would_arrive(admin: Client) -> None:
    page = admin.post(f"{URL}preview/", OWN).content.decode()
    assert "Ada, meet Alex Example again" in page
    assert "Put {link}" in admin.post(f"{URL}preview/", OWN | {"body": "x"}).content.decode()


def test_it_is_reset_to_our_words(pair: Pair, admin: Client) -> None:
    admin.post(URL, OWN)
    assert (
        "Your own words since" in admin.get(URL.removesuffix("session_unbooked/")).content.decode()
    )
    admin.post(f"{URL}reset/")
    assert message(pair)[0] == "Time to book your next session with Maya"
    assert kind_named("session_unbooked").placeholders == ("other", "program")
