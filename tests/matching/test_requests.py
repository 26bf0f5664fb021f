from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching import queries
from matching.actions import publication, requests
from matching.actions.errors import MatchingError
from matching.actions.pairs import block_people
from matching.engine.reading import freeze, thaw
from matching.enums import RequestState
from matching.models import Mentorship, Policy, Request
from matching.tasks import expire_requests
from mentorship.accounts.actions import create_user
from mentorship.delivery.models import Delivery
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member
from programs.models import Enrolment
from tests import factories, races
from tests.matching.pools import named_pool, solved


@pytest.fixture
def people(admin: Member) -> dict[str, Enrolment]:
    return open_directory(admin)


def open_directory(admin: Member) -> dict[str, Enrolment]:
    program, people = named_pool(admin, timezone.now())
    Policy.objects.create(
        organization=admin.organization, program=program, has_directory=True, answer_days=3
    )
    return people


def ask(people: dict[str, Enrolment], mentee: str, mentor: str, at: Any = None) -> Request:
    at = at or timezone.now()
    return requests.ask(
        mentee=people[mentee],
        mentor=people[mentor],
        message="Please",
        by=people[mentee].member,
        at=at,
        on=at.date(),
    )


def states(people: dict[str, Enrolment], mentee: str) -> dict[str, str]:
    found = Request.objects.filter(mentee=people[mentee]).order_by("rank", "id")
    return {each.mentor.member.name: each.state for each in found.select_related("mentor__member")}


def client_of(enrolment: Enrolment) -> Client:
    if enrolment.member.user is None:
        enrolment.member.user = create_user(
            email=enrolment.member.email, password=factories.PASSWORD
        )
        enrolment.member.save(update_fields=["user"])
    return factories.client_of(enrolment.member)


def url(name: str, *args: Any) -> str:
    return reverse(f"matching:{name}", args=["northwind", *args])


def test_a_mentee_asks_and_the_mentor_accepts_in_the_browser(people: dict[str, Enrolment]) -> None:
    mentee, mentor = client_of(people["Law Mentee"]), client_of(people["Law Mentor"])
    page = mentee.get(url("directory"))
    assert [each.member.name for each in page.context["page"].rows] == [
        "Art Mentor",
        "Code Mentor",
        "Law Mentor",
    ]
    mentee.post(url("ask", people["Law Mentor"].pk), {"message": "I would like to learn tax law"})
    told = Delivery.objects.get(kind="mentor_asked", channel="email")
    assert (told.recipient, told.context["days"]) == (people["Law Mentor"].member, "3")
    answer = url("request", Request.objects.get().pk)
    assert "I would like to learn tax law" in mentor.get(answer).content.decode()
    mentor.post(answer, {"answer": "accept"})
    mentorship = Mentorship.objects.get()
    assert mentorship.title == "Law Mentor & Law Mentee"
    assert states(people, "Law Mentee") == {"Law Mentor": "accepted"}
    assert Delivery.objects.filter(kind="matched", channel="email").count() == 2


def test_a_no_has_a_reason_and_the_next_choice_is_asked(people: dict[str, Enrolment]) -> None:
    for mentor in ("Law Mentor", "Code Mentor", "Art Mentor"):
        ask(people, "Law Mentee", mentor)
    assert states(people, "Law Mentee") == {
        "Law Mentor": "asked",
        "Code Mentor": "waiting",
        "Art Mentor": "waiting",
    }
    first = client_of(people["Law Mentor"])
    answer = url("request", Request.objects.get(state="asked").pk)
    response = first.post(answer, {"answer": "decline", "reason": ""})
    assert "Say why, in one click" in response.content.decode()
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    first.post(
        answer,
        {"answer": "decline", "reason": "no_time", "words": "Ask me in spring", "until": until},
    )
    assert states(people, "Law Mentee") == {
        "Law Mentor": "declined",
        "Code Mentor": "asked",
        "Art Mentor": "waiting",
    }
    declined = Delivery.objects.get(kind="request_declined", channel="email")
    assert (declined.recipient, declined.context["words"]) == (
        people["Law Mentee"].member,
        "Ask me in spring",
    )
    assert Enrolment.objects.get(pk=people["Law Mentor"].pk).unavailable_until.isoformat() == until
    assert first.post(answer, {"answer": "accept"}).status_code == 422
    assert not Mentorship.objects.exists()


def test_a_request_runs_out_and_two_in_a_row_take_the_mentor_out_of_sight(
    people: dict[str, Enrolment],
) -> None:
    at = timezone.now() - timedelta(days=10)
    ask(people, "Law Mentee", "Law Mentor", at)
    ask(people, "Law Mentee", "Art Mentor", at)
    assert queries.organizations_with_due_requests() == [people["Law Mentee"].organization_id]
    expire_requests(str(people["Law Mentee"].organization_id))
    assert states(people, "Law Mentee") == {"Law Mentor": "expired", "Art Mentor": "asked"}
    assert Delivery.objects.filter(kind="request_expired", channel="email").count() == 1
    ask(people, "Code Mentee", "Law Mentor", at)
    assert Enrolment.objects.get(pk=people["Law Mentor"].pk).paused_at is None
    expire_requests(str(people["Law Mentee"].organization_id))
    assert Enrolment.objects.get(pk=people["Law Mentor"].pk).paused_at is not None
    assert Delivery.objects.filter(kind="mentor_paused", channel="email").count() == 1
    seeker = queries.seekers(people["Code Mentee"].member)[0]
    shown = {each.member.name for each in queries.mentors(seeker, on=timezone.localdate())}
    assert shown == {"Code Mentor", "Art Mentor"}
    client_of(people["Law Mentor"]).post(
        url("availability", people["Law Mentor"].pk), {"until": ""}
    )
    assert Enrolment.objects.get(pk=people["Law Mentor"].pk).paused_at is None


def test_a_full_mentor_frees_those_who_wait(people: dict[str, Enrolment]) -> None:
    at = timezone.now()
    mine = ask(people, "Law Mentee", "Law Mentor", at)
    ask(people, "Code Mentee", "Law Mentor", at)
    ask(people, "Code Mentee", "Code Mentor", at)
    requests.accept(request=mine, by=people["Law Mentor"].member, at=at, on=at.date())
    assert states(people, "Code Mentee") == {"Law Mentor": "full", "Code Mentor": "asked"}
    with pytest.raises(MatchingError, match="no place free"):
        ask(people, "Art Mentee", "Law Mentor", at)


def test_whom_the_rules_forbid_cannot_be_asked_and_is_not_shown(
    admin: Member, people: dict[str, Enrolment]
) -> None:
    mentee = people["Law Mentee"].member
    Member.objects.filter(pk=mentee.pk).update(manager=people["Law Mentor"].member)
    block_people(
        mentor=people["Code Mentor"].member, mentee=mentee, reason="", by=admin, at=timezone.now()
    )
    with pytest.raises(MatchingError, match="Law Mentor stands in your reporting line"):
        ask(people, "Law Mentee", "Law Mentor")
    with pytest.raises(MatchingError, match="never to be matched"):
        ask(people, "Law Mentee", "Code Mentor")
    seeker = queries.seekers(mentee)[0]
    assert [each.member.name for each in queries.mentors(seeker, on=timezone.localdate())] == [
        "Art Mentor"
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("tax", "Law Mentor"),
        ("datta", "Code Mentor"),
        ("flim", ""),
        ("films", "Art Mentor"),
        ("zzz", ""),
    ],
)
def test_the_directory_finds_words_and_what_is_nearly_right(
    people: dict[str, Enrolment], words: str, found: str
) -> None:
    seeker = queries.seekers(people["Law Mentee"].member)[0]
    shown = [
        each.member.name for each in queries.mentors(seeker, on=timezone.localdate(), words=words)
    ]
    assert shown[:1] == ([found] if found else [])


def test_wishes_feed_the_optimiser(admin: Member, people: dict[str, Enrolment]) -> None:
    program = people["Law Mentee"].program
    Policy.objects.update(objective="total")
    program.weights = {
        "skills": 10,
        "wishes": 90,
        "level": 0,
        "department": 0,
        "hours": 0,
        "language": 0,
    }
    program.save()
    ask(people, "Law Mentee", "Art Mentor")
    run = solved(program, admin, timezone.now())
    pair = run.pairs.get(mentee=people["Law Mentee"])
    assert pair.mentor == people["Art Mentor"]
    assert {
        "criterion": "wishes",
        "points": 4500,
        "of": 9000,
        "evidence": {"code": "evidence.choice", "rank": 1},
    } in pair.points


def test_a_choice_can_be_taken_back_and_the_same_mentor_not_asked_twice(
    people: dict[str, Enrolment],
) -> None:
    first = ask(people, "Law Mentee", "Law Mentor")
    ask(people, "Law Mentee", "Art Mentor")
    with pytest.raises(MatchingError, match="among your choices already"):
        ask(people, "Law Mentee", "Law Mentor")
    client_of(people["Law Mentee"]).post(url("request-withdraw", first.pk))
    assert states(people, "Law Mentee") == {"Law Mentor": "withdrawn", "Art Mentor": "asked"}


def test_who_asks_again_after_silence_still_has_one_wish(people: dict[str, Enrolment]) -> None:
    first = ask(people, "Law Mentee", "Law Mentor")
    Request.objects.filter(pk=first.pk).update(
        state=RequestState.EXPIRED, answered_at=timezone.now()
    )
    ask(people, "Law Mentee", "Law Mentor")
    program = people["Law Mentee"].program
    problem = queries.problem_of(program, queries.asked_of(program), on=timezone.localdate())
    mentee = next(each for each in problem.mentees if each.id == str(people["Law Mentee"].pk))
    assert mentee.wishes == (str(people["Law Mentor"].pk),)
    assert thaw(freeze(problem)[0]) == problem


def test_nobody_writes_what_cannot_be_sent(
    people: dict[str, Enrolment], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(people, "Law Mentee", "Law Mentor")
    monkeypatch.setattr(requests, "CHOICES_AT_MOST", 1)
    page = client_of(people["Law Mentee"]).get(url("ask", people["Art Mentor"].pk), follow=True)
    assert "You can have 1 choice at a time" in page.content.decode()


def test_a_closed_directory_shows_nobody(people: dict[str, Enrolment]) -> None:
    Policy.objects.update(has_directory=False)
    mentee = client_of(people["Law Mentee"])
    assert mentee.get(url("directory")).context["seeker"] is None
    assert mentee.get(url("ask", people["Law Mentor"].pk)).status_code == 404
    with pytest.raises(MatchingError, match="directory of this program is closed"):
        ask(people, "Law Mentee", "Law Mentor")


@pytest.mark.django_db(transaction=True)
def test_a_publication_and_an_answer_at_once_give_a_mentee_one_mentor() -> None:
    organization = factories.organization("northwind")
    at = timezone.now()
    with tenant(organization.pk):
        admin = factories.member(organization, roles=["admin"])
        people = open_directory(admin)
        run = solved(people["Law Mentee"].program, admin, at)
        asked = ask(people, "Law Mentee", "Art Mentor", at)
        mentor = people["Art Mentor"].member
    acts = iter(
        [
            lambda: publication.publish_run(run=run, by=admin, at=at),
            lambda: requests.accept(request=asked, by=mentor, at=at, on=at.date()),
        ]
    )

    def act() -> object:
        return next(acts)()

    results = races.at_once(organization.pk, act)
    assert [type(each).__name__ for each in results].count("MatchingError") == 1
    with tenant(organization.pk):
        assert Mentorship.objects.filter(participants__enrolment=people["Law Mentee"]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_accepting_two_at_once_fills_one_seat_once() -> None:
    organization = factories.organization("northwind")
    at = timezone.now()
    with tenant(organization.pk):
        people = open_directory(factories.member(organization, roles=["admin"]))
        made = iter(
            [
                ask(people, "Law Mentee", "Law Mentor", at),
                ask(people, "Code Mentee", "Law Mentor", at),
            ]
        )
        mentor = people["Law Mentor"].member

    def accept() -> Mentorship:
        return requests.accept(request=next(made), by=mentor, at=at, on=at.date())

    results = races.at_once(organization.pk, accept)
    assert sorted(type(each).__name__ for each in results) == ["MatchingError", "Mentorship"]
    with tenant(organization.pk):
        assert Mentorship.objects.count() == 1
