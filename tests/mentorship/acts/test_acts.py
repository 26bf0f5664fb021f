import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from mentorship.acts import links
from mentorship.acts.actions import UsedError, perform
from mentorship.acts.models import Use
from mentorship.acts.registry import all_acts
from mentorship.delivery.email import compose
from mentorship.delivery.models import Delivery
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization
from tests import factories, races
from tests.pairs import Pair
from tracking.actions import sessions
from tracking.models import Attendance, Session


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


@pytest.fixture
def session(pair: Pair) -> Session:
    at = timezone.now()
    return sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=at + timedelta(days=3),
        minutes=45,
        by=pair.mentee,
        at=at,
    )


def link(act: str, session: Session, member: Member) -> str:
    return links.path_of(act, subject_id=session.pk, member=member)


def answer_of(session: Session, member: Member) -> str:
    return str(Attendance.objects.get(session=session, member=member).answer)


def test_the_message_holds_a_link_for_each_act_that_works_without_signing_in(
    pair: Pair, session: Session
) -> None:
    mail = Delivery.objects.get(kind="session_booked", channel="email", recipient=pair.mentor)
    message = compose(mail)
    paths = re.findall(r"/o/northwind/act/[^\s\"]+", str(message.body))
    assert len(paths) == 3
    html = next(part.content for part in message.alternatives if part.mimetype == "text/html")
    assert all(path in str(html) for path in re.findall(r"/act/[^\s\"]{20}", str(message.body)))
    page = Client().get(paths[0])
    assert "A session with Tom" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    done = Client(enforce_csrf_checks=True).post(paths[0])
    assert "You have accepted the session with Tom" in done.content.decode()
    assert answer_of(session, pair.mentor) == "accepted"


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_scanner_that_opens_every_link_changes_nothing(
    pair: Pair, session: Session, method: str
) -> None:
    before = list(Attendance.objects.order_by("id").values())
    for act in all_acts():
        getattr(Client(), method)(link(act.name, session, pair.mentor))
    assert list(Attendance.objects.order_by("id").values()) == before
    assert Session.objects.get().state == "booked"
    assert not Use.objects.exists()


def test_used_twice_it_says_what_happened_and_does_nothing(pair: Pair, session: Session) -> None:
    path = link("session.decline", session, pair.mentor)
    assert "You have said that you cannot come" in Client().post(path).content.decode()
    sessions.reopen_session(session=session, by=pair.mentor, at=timezone.now())
    for again in (Client().post(path), Client().get(path)):
        page = again.content.decode()
        assert "This link was used on" in page
        assert "You have said that you cannot come" in page
    session.refresh_from_db()
    assert session.state == "booked"


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_act_once() -> None:
    northwind = factories.organization("northwind")
    with tenant(northwind.pk):
        pair = Pair(northwind, timezone.now())
        at = timezone.now()
        session = sessions.book_session(
            mentorship=pair.mentorship,
            starts_at=at + timedelta(days=3),
            minutes=45,
            by=pair.mentee,
            at=at,
        )
        token = link("session.accept", session, pair.mentor).split("/")[-2]

    def tap() -> Use:
        opened = links.read(token, organization=northwind)
        return perform(link=opened, subject=session, by=pair.mentor, at=timezone.now())

    done = races.at_once(northwind.pk, tap)
    assert sorted(type(each).__name__ for each in done) == ["Use", "UsedError"]
    [second] = [each for each in done if isinstance(each, UsedError)]
    assert second.use.outcome["code"] == "act.session_accepted"


def test_a_refusal_keeps_the_link_unused(pair: Pair, session: Session) -> None:
    path = link("session.accept", session, pair.mentor)
    sessions.close_session(session=session, state="cancelled", by=pair.mentee, at=timezone.now())
    answer = Client().post(path)
    assert answer.status_code == 409
    assert "This session was cancelled." in answer.content.decode()
    assert not Use.objects.exists()
    sessions.reopen_session(session=session, by=pair.mentee, at=timezone.now())
    assert "You have accepted" in Client().post(path).content.decode()


def test_it_expires(pair: Pair, session: Session) -> None:
    path = link("session.accept", session, pair.mentor)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        answer = Client().post(path)
    assert answer.status_code == 410
    assert "This link has expired" in answer.content.decode()
    assert answer_of(session, pair.mentor) == "waiting"


def test_it_is_good_for_its_act_its_person_and_its_organisation_alone(
    pair: Pair, session: Session, fabrikam: Organization
) -> None:
    token = link("session.accept", session, pair.mentor).split("/")[-2]
    assert Client().post(f"/o/fabrikam/act/{token}/").status_code == 404
    assert Client().post(f"/o/northwind/act/{token[:-2]}xx/").status_code == 404
    stranger = factories.member(pair.organization)
    assert Client().post(link("session.accept", session, stranger)).status_code == 404
    assert answer_of(session, pair.mentor) == "waiting"
    assert fabrikam.pk != pair.organization.pk


def test_who_has_left_has_no_link_any_more(pair: Pair, session: Session) -> None:
    path = link("session.accept", session, pair.mentor)
    Member.objects.filter(pk=pair.mentor.pk).update(terminated_on=timezone.localdate())
    assert Client().get(path).status_code == 404


def test_what_is_missing_is_said_beside_the_field(pair: Pair, session: Session) -> None:
    path = link("session.propose", session, pair.mentor)
    answer = Client().post(path, {"starts_at": "2020-01-01T10:00"})
    assert answer.status_code == 422
    assert "That time has passed." in answer.content.decode()
    wanted = timezone.localtime(timezone.now() + timedelta(days=5))
    done = Client().post(path, {"starts_at": f"{wanted:%Y-%m-%dT10:00}"})
    assert "You have proposed" in done.content.decode()
    assert answer_of(session, pair.mentor) == "other_time"


def test_the_page_speaks_the_persons_own_zone(pair: Pair, session: Session) -> None:
    page = Client().get(link("session.decline", session, pair.mentor)).content.decode()
    assert "Europe/Berlin" in page
