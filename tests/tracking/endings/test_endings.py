from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.actions.endings import end_mentorship, end_quietly
from matching.models import Mentorship
from mentorship.delivery.models import Delivery
from mentorship.delivery.tasks import send_owed
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization
from tests import factories, races
from tests.pairs import Pair
from tracking.actions.errors import TrackingError
from tracking.endings import actions
from tracking.endings.models import Ending, Reflection


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


def url(pair: Pair, name: str) -> str:
    return reverse(f"endings:{name}", args=["northwind", pair.mentorship.pk])


def state(pair: Pair) -> tuple[str, str]:
    pair.mentorship.refresh_from_db()
    return pair.mentorship.state, pair.mentorship.end_cause


def reflect(pair: Pair, by: Member) -> None:
    actions.write_reflection(
        mentorship=pair.mentorship,
        takes_along=f"What {by.given_name} learned",
        thanks="Thank you",
        next_step="mentor",
        by=by,
        at=timezone.now(),
    )


def test_what_each_takes_along_is_read_once_all_have_written(pair: Pair) -> None:
    client: Client = factories.client_of(pair.mentor)
    sent = {"takes_along": "I listen longer now", "thanks": "Thank you, Tom", "next_step": "again"}
    assert client.post(url(pair, "reflection"), sent).status_code == 302
    assert client.post(url(pair, "reflection"), {**sent, "takes_along": ""}).status_code == 422
    theirs = factories.client_of(pair.mentee).get(url(pair, "ending")).content.decode()
    assert "I listen longer now" not in theirs
    assert "Still to write their reflection" in theirs
    told = Delivery.objects.get(kind="reflection_written", channel="email")
    assert (told.recipient_id, "listen" in str(told.context)) == (pair.mentee.pk, False)
    with pytest.raises(TrackingError, match="Tom"):
        actions.finish(mentorship=pair.mentorship, by=pair.mentor, at=timezone.now())
    reflect(pair, pair.mentee)
    theirs = factories.client_of(pair.mentee).get(url(pair, "ending")).content.decode()
    assert "I listen longer now" in theirs
    admin = factories.member(pair.organization, roles=["admin", "owner"], sign_in=True)
    assert factories.client_of(admin).get(url(pair, "ending")).status_code == 404


def test_all_have_written_and_one_of_them_completes_it(pair: Pair) -> None:
    reflect(pair, pair.mentee)
    reflect(pair, pair.mentor)
    assert factories.client_of(pair.mentee).post(url(pair, "finish")).status_code == 302
    assert state(pair) == ("completed", "plan")
    assert Delivery.objects.filter(kind="mentorship_wrapped_up", channel="email").count() == 2
    page = factories.client_of(pair.mentor).get(url(pair, "ending")).content.decode()
    assert "Looking back" in page
    assert "What Tom learned" in page


def test_a_day_is_planned_by_one_and_holds_without_another_word(pair: Pair) -> None:
    at = timezone.now()
    day = timezone.localdate() + timedelta(days=10)
    client = factories.client_of(pair.mentee)
    for wrong in (timezone.localdate() - timedelta(days=1), pair.program.ends_on):
        later = wrong + timedelta(days=1 if wrong == pair.program.ends_on else 0)
        assert client.post(url(pair, "plan"), {"plan-day": later.isoformat()}).status_code == 422
    assert client.post(url(pair, "plan"), {"plan-day": day.isoformat()}).status_code == 302
    assert Delivery.objects.get(kind="ending_planned", channel="email").recipient == pair.mentor
    given = {"organization": pair.organization}
    assert actions.complete_planned(**given, at=at + timedelta(days=10)) == 0
    assert actions.complete_planned(**given, at=at + timedelta(days=12)) == 1
    assert actions.complete_planned(**given, at=at + timedelta(days=13)) == 0
    assert state(pair) == ("completed", "plan")


def test_a_longer_mentorship_is_asked_for_and_agreed_by_mail(pair: Pair) -> None:
    until = pair.program.ends_on + timedelta(days=90)
    client = factories.client_of(pair.mentee)
    assert client.post(url(pair, "extend"), {"longer-day": until.isoformat()}).status_code == 302
    with pytest.raises(TrackingError, match="Nobody asks"):
        actions.agree_extension(mentorship=pair.mentorship, by=pair.mentee, at=timezone.now())
    send_owed(str(pair.organization.pk))
    [letter] = [each for each in mail.outbox if pair.mentor.email in each.to[0]]
    link = next(word for word in str(letter.body).split() if "/act/" in word)
    path = link.removeprefix("http://testserver")
    assert "would like to go on until" in Client().get(path).content.decode()
    assert Ending.objects.get().ends_on is None
    assert Client().post(path).status_code == 200
    assert Ending.objects.get().ends_on == until
    assert Ending.objects.get().asked_by is None


def test_it_may_be_declined_and_taken_back(pair: Pair) -> None:
    until, at = pair.program.ends_on + timedelta(days=30), timezone.now()
    given = {"mentorship": pair.mentorship, "at": at}
    actions.ask_extension(**given, until=until, by=pair.mentee)
    actions.decline_extension(**given, by=pair.mentor)
    assert Delivery.objects.get(kind="extension_declined", channel="email").recipient == pair.mentee
    actions.ask_extension(**given, until=until, by=pair.mentee)
    actions.decline_extension(**given, by=pair.mentee)
    assert Delivery.objects.filter(kind="extension_declined", channel="email").count() == 1
    with pytest.raises(TrackingError, match="Nobody asks"):
        actions.decline_extension(**given, by=pair.mentor)


def test_what_has_ended_goes_on_when_both_want_it(pair: Pair) -> None:
    at = timezone.now()
    end_quietly(mentorship=pair.mentorship, words="", at=at)
    until = pair.program.ends_on + timedelta(days=30)
    given = {"mentorship": pair.mentorship, "at": at + timedelta(days=3)}
    actions.ask_extension(**given, until=until, by=pair.mentee)
    actions.agree_extension(**given, by=pair.mentor)
    assert state(pair) == ("active", "")
    end_quietly(mentorship=pair.mentorship, words="", at=at)
    with pytest.raises(TrackingError):
        actions.ask_extension(
            mentorship=pair.mentorship, until=until, by=pair.mentee, at=at + timedelta(days=31)
        )


def test_an_admin_resumes_what_an_admin_ended_but_not_what_somebody_left(pair: Pair) -> None:
    at = timezone.now()
    admin = factories.member(pair.organization, roles=["admin"], sign_in=True)
    given = {"mentorship": pair.mentorship, "by": admin, "at": at}
    end_mentorship(**given, state="ended", reason="By mistake")
    assert factories.client_of(pair.mentee).post(url(pair, "resume")).status_code == 404
    assert factories.client_of(admin).post(url(pair, "resume")).status_code == 302
    assert state(pair) == ("active", "")
    end_quietly(mentorship=pair.mentorship, words="", at=at)
    assert factories.client_of(admin).post(url(pair, "resume")).status_code == 404
    with pytest.raises(TrackingError):
        actions.resume_mentorship(**given)


@pytest.mark.django_db(transaction=True)
def test_two_who_complete_it_at_once_complete_it_once() -> None:
    northwind = factories.organization("northwind")
    with tenant(northwind.pk):
        pair = Pair(northwind, timezone.now())
        reflect(pair, pair.mentee)
        reflect(pair, pair.mentor)
    people = iter([pair.mentee, pair.mentor])

    def act() -> Mentorship:
        return actions.finish(mentorship=pair.mentorship, by=next(people), at=timezone.now())

    results = races.at_once(northwind.pk, act)
    assert sorted(type(each).__name__ for each in results) == ["Mentorship", "TrackingError"]
    with tenant(northwind.pk):
        assert Delivery.objects.filter(kind="mentorship_wrapped_up", channel="email").count() == 2
        assert Reflection.objects.count() == 2
