from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from matching.actions.endings import end_quietly
from matching.models import Participant
from mentorship.audit.models import Entry
from mentorship.delivery.email import compose
from mentorship.delivery.models import Delivery
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization
from tests import factories, races
from tests.calendar_mails import MAKERS, calendar, mail
from tests.pairs import Pair
from tracking.actions import answers, sessions
from tracking.calendars import tasks
from tracking.calendars.actions import replies
from tracking.calendars.models import Inbound
from tracking.models import Attendance, Session
from tracking.reply_address import token_of

SOON = (datetime.now(UTC) + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


@pytest.fixture
def session(pair: Pair) -> Session:
    return book(pair)


def book(pair: Pair) -> Session:
    return sessions.book_session(
        mentorship=pair.mentorship, starts_at=SOON, minutes=45, by=pair.mentee, at=timezone.now()
    )


def part_of(session: Session, member: Member) -> Attendance:
    return Attendance.objects.get(session=session, member=member)


def receive(session: Session, member: Member, raw: bytes) -> str:
    """What came of it."""
    token = token_of(part_of(session, member).pk)
    inbound = replies.receive_reply(token=token, raw=raw, at=timezone.now())
    assert inbound is not None
    return replies.answer_message(inbound=inbound, at=timezone.now()).outcome


def say(
    session: Session, member: Member, maker: str = "google", number: int = 1, **said: Any
) -> str:
    text = calendar(maker, session.pk, **{"email": member.email, "starts_at": SOON, **said})
    return receive(session, member, mail(maker, text, number=number))


@pytest.mark.parametrize("maker", MAKERS)
def test_a_yes_is_taken_from_whoever_has_the_address(
    maker: str, pair: Pair, session: Session
) -> None:
    assert say(session, pair.mentor, maker) == "taken"
    assert part_of(session, pair.mentor).answer == "accepted"
    told = Delivery.objects.filter(kind="session_accepted")
    assert [each.recipient_id for each in told] == [pair.mentee.pk]
    entry = Entry.objects.get(action="session.accepted")
    assert entry.actor_id == pair.mentor.pk


def test_a_maybe_is_kept(pair: Pair, session: Session) -> None:
    assert say(session, pair.mentor, partstat="TENTATIVE") == "taken"
    assert part_of(session, pair.mentor).answer == "tentative"


@pytest.mark.parametrize("maker", MAKERS)
def test_a_no_cancels_for_two_and_says_why(maker: str, pair: Pair, session: Session) -> None:
    assert say(session, pair.mentor, maker, partstat="DECLINED", comment="On leave") == "taken"
    session.refresh_from_db()
    assert session.state == "cancelled"
    [letter] = Delivery.objects.filter(
        kind="session_declined", channel="email", recipient=pair.mentee
    )
    assert letter.context["reason"] == "On leave"


@pytest.mark.parametrize("maker", MAKERS)
def test_another_time_is_asked_for(maker: str, pair: Pair, session: Session) -> None:
    wanted = SOON + timedelta(hours=2)
    given = {"method": "COUNTER", "partstat": "TENTATIVE", "starts_at": wanted}
    assert say(session, pair.mentor, maker, **given) == "taken"
    part = part_of(session, pair.mentor)
    assert (part.answer, part.other_starts_at) == ("other_time", wanted)
    assert Delivery.objects.filter(kind="session_other_time", recipient=pair.mentee).exists()
    assert say(session, pair.mentor, maker, number=2, stamp="20260302T120500Z", **given) == (
        "repeated"
    )


def test_an_answer_to_an_earlier_time_changes_nothing(pair: Pair, session: Session) -> None:
    sessions.move_session(
        session=session,
        starts_at=SOON + timedelta(days=1),
        minutes=45,
        place="",
        agenda="",
        by=pair.mentee,
        at=timezone.now(),
    )
    before = Delivery.objects.count()
    assert say(session, pair.mentor) == "overtaken"
    assert part_of(session, pair.mentor).answer == "waiting"
    assert Delivery.objects.count() == before
    entry = Entry.objects.get(action="session.overtaken")
    assert (entry.actor_id, entry.details) == (pair.mentor.pk, {"session": str(session.pk)})
    assert say(session, pair.mentor, number=2, sequence=1) == "taken"


def test_without_a_version_the_time_decides(pair: Pair, session: Session) -> None:
    text = calendar("google", session.pk, email=pair.mentor.email, starts_at=SOON)
    bare = text.replace("SEQUENCE:0\r\n", "")
    other = bare.replace(f"DTSTART:{SOON:%Y%m%d}", "DTSTART:20300101")
    assert receive(session, pair.mentor, mail("google", other)) == "overtaken"
    assert receive(session, pair.mentor, mail("google", bare, number=2)) == "taken"


def test_what_arrives_twice_is_one_answer(pair: Pair, session: Session) -> None:
    assert say(session, pair.mentor) == "taken"
    answers.tentative_session(session=session, by=pair.mentor, at=timezone.now())
    # The same message again, and the same answer in another one.
    assert say(session, pair.mentor) == "taken"
    assert say(session, pair.mentor, number=2) == "repeated"
    assert part_of(session, pair.mentor).answer == "tentative"
    assert Inbound.objects.count() == 2
    assert Delivery.objects.filter(kind="session_accepted").count() == 1


def test_the_later_word_stands_whatever_arrives_first(pair: Pair, session: Session) -> None:
    later = {"partstat": "TENTATIVE", "stamp": "20260302T130000Z"}
    assert say(session, pair.mentor, number=2, **later) == "taken"
    assert say(session, pair.mentor, number=1, stamp="20260302T120000Z") == "overtaken"
    assert part_of(session, pair.mentor).answer == "tentative"


def test_an_answer_to_what_is_cancelled_is_answered_once(pair: Pair, session: Session) -> None:
    at = timezone.now()
    sessions.close_session(session=session, state="cancelled", by=pair.mentee, at=at)
    assert say(session, pair.mentor) == "not_taken"
    assert say(session, pair.mentor, number=2, stamp="20260302T130000Z") == "not_taken"
    [letter] = Delivery.objects.filter(kind="reply_not_taken")
    assert (letter.recipient_id, letter.channel) == (pair.mentor.pk, "email")
    message = compose(letter)
    assert "logged or cancelled meanwhile" in str(message.body)
    assert "could not be taken" in str(message.subject)
    # Who does not come either has nothing to hear.
    assert (
        say(session, pair.mentor, number=3, partstat="DECLINED", stamp="20260302T140000Z")
        == "settled"
    )


def test_an_answer_after_the_end_is_answered(pair: Pair, session: Session) -> None:
    end_quietly(mentorship=pair.mentorship, words="", at=timezone.now())
    assert say(session, pair.mentor) == "not_taken"
    [letter] = Delivery.objects.filter(kind="reply_not_taken")
    assert letter.context["reason"] == {"code": "calendars.ended"}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"method": "COUNTER", "starts_at": SOON - timedelta(days=30)}, "calendars.time"),
        ({"method": "COUNTER", "starts_at": SOON}, "calendars.time"),
        ({"partstat": "DELEGATED"}, "calendars.delegated"),
    ],
)
def test_what_cannot_be_done_is_said(
    said: dict[str, Any], code: str, pair: Pair, session: Session
) -> None:
    assert say(session, pair.mentor, **said) == "not_taken"
    [letter] = Delivery.objects.filter(kind="reply_not_taken")
    assert letter.context["reason"] == {"code": code}
    assert part_of(session, pair.mentor).answer == "waiting"


def test_a_time_that_names_no_moment_is_asked_for_again(pair: Pair, session: Session) -> None:
    text = calendar("outlook", session.pk, method="COUNTER", email=pair.mentor.email)
    raw = mail("outlook", text.replace("W. Europe Standard Time", "Customized Time Zone"))
    assert receive(session, pair.mentor, raw) == "not_taken"
    [letter] = Delivery.objects.filter(kind="reply_not_taken")
    assert letter.context["reason"] == {"code": "calendars.no_time"}


def test_words_of_a_person_are_answered_and_those_of_a_machine_are_not(
    pair: Pair, session: Session
) -> None:
    words = b"Message-ID: <1@x>\r\n\r\nCould we make it four?"
    machine = b"Message-ID: <2@x>\r\nAuto-Submitted: auto-replied\r\n\r\nAway."
    assert receive(session, pair.mentor, machine) == "automatic"
    assert not Delivery.objects.filter(kind="reply_not_taken").exists()
    assert receive(session, pair.mentor, words) == "unreadable"
    [letter] = Delivery.objects.filter(kind="reply_not_taken")
    assert "Nobody has seen what you wrote" in str(compose(letter).body)


def test_an_answer_to_something_else_changes_nothing(pair: Pair, session: Session) -> None:
    text = calendar("google", uuid4(), email=pair.mentor.email)
    assert receive(session, pair.mentor, mail("google", text)) == "settled"
    assert part_of(session, pair.mentor).answer == "waiting"


def test_who_asks_for_it_gets_the_invitation_again_once(pair: Pair, session: Session) -> None:
    for number in (1, 2):
        raw = mail("apple", calendar("apple", session.pk, method="REFRESH"), number=number)
        assert receive(session, pair.mentor, raw) in ("resent", "repeated")
    [letter] = Delivery.objects.filter(kind="session_sent_again")
    assert (letter.recipient_id, letter.channel) == (pair.mentor.pk, "email")
    assert "METHOD:REQUEST" in letter.context["calendar"]
    assert "once more" in str(compose(letter).subject)


def test_who_left_the_group_answers_no_more(pair: Pair, session: Session) -> None:
    third = factories.member(pair.organization, given_name="Nia", family_name="")
    Participant.objects.create(
        organization=pair.organization, mentorship=pair.mentorship, member=third, role="mentee"
    )
    gone = Attendance.objects.create(organization=pair.organization, session=session, member=third)
    token = token_of(gone.pk)
    Participant.objects.filter(member=third).update(left_at=timezone.now())
    raw = mail("google", calendar("google", session.pk, email=third.email))
    first = replies.receive_reply(token=token, raw=raw, at=timezone.now())
    assert first is not None
    assert replies.answer_message(inbound=first, at=timezone.now()).outcome == "not_taken"
    second = replies.receive_reply(token=token, raw=raw + b"\r\n ", at=timezone.now())
    other = replies.receive_reply(token=token, raw=b"other", at=timezone.now())
    assert second == first
    gone.delete()
    assert other is not None
    assert replies.answer_message(inbound=other, at=timezone.now()).outcome == "gone"
    assert replies.receive_reply(token=token, raw=b"late", at=timezone.now()) is None


def test_what_no_address_of_ours_names_is_dropped_without_a_word(
    pair: Pair, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    at = timezone.now()
    caplog.set_level("WARNING", "tracking.calendars")
    raw = mail("google", calendar("google", session.pk))
    key = part_of(session, pair.mentor).pk
    good = token_of(key)
    for token in ("", "x" * 42, good[:-1] + ("a" if good[-1] != "a" else "b"), token_of(uuid4())):
        assert replies.receive_reply(token=token, raw=raw, at=at) is None
    assert replies.receive_reply(token=good, raw=b"x" * 2_000_000, at=at) is None
    assert not Inbound.objects.exists()
    assert "dropped" in caplog.text
    assert "mallory" not in caplog.text.lower()
    pair.organization.is_active = False
    pair.organization.save(update_fields=["is_active"])
    assert replies.receive_reply(token=good, raw=raw, at=at) is None


def test_what_is_written_down_is_sealed_and_wiped(pair: Pair, session: Session) -> None:
    raw = mail("google", calendar("google", session.pk, email=pair.mentor.email))
    token = token_of(part_of(session, pair.mentor).pk)
    inbound = replies.receive_reply(token=token, raw=raw, at=timezone.now())
    assert inbound is not None
    assert inbound.sealed is not None
    assert b"VCALENDAR" not in bytes(inbound.sealed)
    tasks.answer_mail(str(pair.organization.pk))
    inbound.refresh_from_db()
    assert (inbound.sealed, inbound.outcome) == (None, "taken")
    assert inbound.handled_at is not None


def test_it_reaches_its_organisation_whichever_is_open(
    pair: Pair, session: Session, fabrikam: Organization
) -> None:
    token = token_of(part_of(session, pair.mentor).pk)
    raw = mail("google", calendar("google", session.pk, email=pair.mentor.email))
    with tenant(fabrikam.pk):
        replies.receive_reply(token=token, raw=raw, at=timezone.now())
        assert not Inbound.objects.exists()
    assert Inbound.objects.get().organization_id == pair.organization.pk


def test_one_message_that_fails_keeps_no_other_waiting(
    pair: Pair, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_of(part_of(session, pair.mentor).pk)
    for raw in (b"bad", mail("google", calendar("google", session.pk, email=pair.mentor.email))):
        replies.receive_reply(token=token, raw=raw, at=timezone.now())
    read = replies.read

    def fragile(raw: bytes, **given: Any) -> Any:
        if raw == b"bad":
            raise ZeroDivisionError
        return read(raw, **given)

    monkeypatch.setattr(replies, "read", fragile)
    tasks.answer_mail(str(pair.organization.pk))
    assert sorted(Inbound.objects.values_list("outcome", flat=True)) == ["failed", "taken"]


def test_beat_finds_what_waits(
    pair: Pair, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[Any] = []
    monkeypatch.setattr(tasks, "wake", lambda *given: woken.append(given))
    tasks.find_mail()
    assert woken == []
    token = token_of(part_of(session, pair.mentor).pk)
    replies.receive_reply(token=token, raw=b"x", at=timezone.now())
    tasks.find_mail()
    assert woken == [("tracking.calendars.tasks.answer_mail", pair.organization.pk)]


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_one_message_take_it_once() -> None:
    northwind = factories.organization("northwind")
    with tenant(northwind.pk):
        pair = Pair(northwind, timezone.now())
        session = book(pair)
        raw = mail("google", calendar("google", session.pk, email=pair.mentor.email))
        token = token_of(part_of(session, pair.mentor).pk)
        inbound = replies.receive_reply(token=token, raw=raw, at=timezone.now())
    assert inbound is not None

    def answer() -> str:
        return replies.answer_message(inbound=inbound, at=timezone.now()).outcome

    assert races.at_once(northwind.pk, answer) == ["taken", "taken"]
    with tenant(northwind.pk):
        assert Delivery.objects.filter(kind="session_accepted").count() == 1
        assert Entry.objects.filter(action="session.accepted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_messages_with_one_answer_make_one() -> None:
    northwind = factories.organization("northwind")
    with tenant(northwind.pk):
        pair = Pair(northwind, timezone.now())
        session = book(pair)
        text = calendar("google", session.pk, email=pair.mentor.email)
        token = token_of(part_of(session, pair.mentor).pk)
        rows: list[Any] = [
            replies.receive_reply(
                token=token, raw=mail("google", text, number=n), at=timezone.now()
            )
            for n in (1, 2)
        ]

    def answer() -> str:
        return replies.answer_message(inbound=rows.pop(), at=timezone.now()).outcome

    assert sorted(races.at_once(northwind.pk, answer)) == ["repeated", "taken"]
