from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from mentorship.delivery.models import Delivery
from mentorship.delivery.tasks import send_owed
from mentorship.tenancy.errors import NotAllowedError
from mentorship.tenancy.models import Member, Organization
from programs.models import Guidelines, Signature
from tests import factories
from tests.pairs import Pair
from tracking.actions import health, letters, pulse, sessions
from tracking.actions.errors import TrackingError
from tracking.models import ActionItem, HealthChange, Pulse


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


@pytest.fixture
def admin(northwind: Organization) -> Member:
    return factories.member(northwind, roles=["admin"], sign_in=True)


def url(pair: Pair, name: str, *args: object) -> str:
    return reverse(f"tracking:{name}", args=[pair.organization.slug, *args])


def make_late(pair: Pair, number: int = 3) -> None:
    at = timezone.now()
    for n in range(number):
        ActionItem.objects.create(
            organization=pair.organization,
            mentorship=pair.mentorship,
            owner=pair.mentee,
            text=f"Item {n}",
            due_on=at.date() - timedelta(days=5),
            created_at=at,
        )


def test_late_items_put_a_mentorship_on_the_list_and_the_reader_is_told_the_next_step(
    pair: Pair, admin: Member
) -> None:
    at = timezone.now()
    pulse.refresh_pulses(organization=pair.organization, at=at)
    make_late(pair)
    pulse.refresh_pulse(mentorship=pair.mentorship, at=at + timedelta(days=10))
    stored = Pulse.objects.get(mentorship=pair.mentorship)
    codes = [sign["code"] for sign in stored.health_signs]
    assert "health.overdue" in codes
    assert stored.urgency > 0
    page = factories.client_of(admin).get(url(pair, "attention"))
    [row] = page.context["page"].rows
    assert row == pair.mentorship
    assert str(row.step) in page.content.decode()
    own = factories.client_of(pair.mentee).get(url(pair, "mentorship", pair.mentorship.pk))
    assert str(own.context["next_step"]) in own.content.decode()
    assert own.context["next_step"] != row.step


def test_each_change_of_health_is_kept_once(pair: Pair) -> None:
    at = timezone.now()
    sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=at + timedelta(days=3),
        minutes=45,
        by=pair.mentee,
        at=at,
    )
    for hours in (0, 1, 2):
        pulse.refresh_pulse(mentorship=pair.mentorship, at=at + timedelta(hours=hours))
    pulse.refresh_pulse(mentorship=pair.mentorship, at=at + timedelta(days=90))
    pulse.refresh_pulse(mentorship=pair.mentorship, at=at + timedelta(days=91))
    assert list(HealthChange.objects.order_by("id").values_list("health", flat=True)) == [
        "attention",
        "at_risk",
    ]


def test_who_has_not_signed_what_has_been_out_for_weeks_is_a_sign(pair: Pair) -> None:
    at = timezone.now()
    guidelines = Guidelines.objects.create(
        organization=pair.organization,
        program=pair.program,
        mentor_duties="x",
        mentee_duties="x",
        agreement="x",
        published_at=at - timedelta(days=10),
        by=pair.mentor,
    )

    def is_unsigned(days: int) -> bool:
        [course] = pulse.courses_of([pair.mentorship], at=at + timedelta(days=days))
        return course.is_unsigned

    assert not is_unsigned(0)
    assert is_unsigned(12)
    for person in (pair.mentor, pair.mentee):
        Signature.objects.create(
            organization=pair.organization, guidelines=guidelines, member=person, signed_at=at
        )
    assert not is_unsigned(12)


def test_weights_are_set_by_admins_and_read_by_everybody(pair: Pair, admin: Member) -> None:
    path = url(pair, "health-policy", pair.program.pk)
    given = {
        **dict.fromkeys(("silence", "sessions", "missed", "cancelled", "booking"), 1),
        "items": 0,
        "pulse": 2,
        "agreement": 1,
    }
    assert factories.client_of(admin).post(path, given).status_code == 302
    page = factories.client_of(pair.mentee).get(path).content.decode()
    assert page.count("Counts twice") == 1
    assert page.count("Does not count") == 1
    assert factories.client_of(pair.mentee).post(path, given).status_code == 404
    assert factories.client_of(admin).post(path, {**given, "items": 7}).status_code == 422
    make_late(pair, 5)
    [course] = pulse.courses_of([pair.mentorship], at=timezone.now())
    assert "health.overdue" not in {sign["code"] for sign in course.health(at=timezone.now()).signs}


def test_an_admin_asks_how_it_goes_once_a_week(pair: Pair, admin: Member) -> None:
    at = timezone.now()
    assert health.nudge_mentorship(mentorship=pair.mentorship, by=admin, at=at) == 2
    with pytest.raises(TrackingError, match="seven days"):
        health.nudge_mentorship(mentorship=pair.mentorship, by=admin, at=at + timedelta(days=3))
    send_owed(str(pair.organization.pk))
    body = str(mail.outbox[0].body)
    assert "asks how" in body
    assert body.count("/act/") == 3


def test_a_letter_reaches_the_other_with_the_writers_address(pair: Pair) -> None:
    path = url(pair, "letter-new", pair.mentorship.pk)
    sent = {"to": [str(pair.mentor.pk)], "text": "Could we meet a week later?"}
    assert factories.client_of(pair.mentee).post(path, sent).status_code == 302
    owed = Delivery.objects.get(kind="letter")
    assert "later" not in str(owed.context)
    send_owed(str(pair.organization.pk))
    [message] = mail.outbox
    assert (message.to, message.reply_to) == (
        [f'"Maya" <{pair.mentor.email}>'],
        [pair.mentee.email],
    )
    assert "Could we meet a week later?" in str(message.body)
    owed.refresh_from_db()
    assert owed.sealed is None


def test_letters_go_to_people_of_the_mentorship_alone_and_not_by_the_dozen(pair: Pair) -> None:
    at, stranger = timezone.now(), factories.member(pair.organization)
    for to in ([stranger], [], [pair.mentee]):
        with pytest.raises(TrackingError):
            letters.write_letter(
                mentorship=pair.mentorship, to=to, text="Hello", by=pair.mentee, at=at
            )
    with pytest.raises(NotAllowedError):
        letters.write_letter(
            mentorship=pair.mentorship, to=[pair.mentor], text="Hello", by=stranger, at=at
        )
