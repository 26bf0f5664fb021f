from datetime import date, timedelta

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from mentorship.delivery.email import compose
from mentorship.delivery.models import Delivery
from mentorship.tenancy.models import Organization
from programs.enums import Focus
from programs.models import Program
from tests import factories
from tests.pairs import Pair
from tracking import prompts
from tracking.actions import agendas, goals, logs, reminders, sessions
from tracking.models import AgendaItem, Session


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


def book(pair: Pair, *, days: int = 3) -> Session:
    at = timezone.now()
    return sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=at + timedelta(days=days),
        minutes=45,
        by=pair.mentee,
        at=at,
    )


def test_at_least_sixty_questions_are_there_and_no_two_are_the_same() -> None:
    with translation.override("en"):
        words = [str(prompt) for prompt in prompts.all_prompts()]
    assert len(words) >= 60
    assert len(set(words)) == len(words)
    assert all(len(text) <= 300 for text in words)


def test_every_focus_has_a_question_for_both_sides() -> None:
    assert {focus for focus, _ in prompts.OF_FOCUS} == set(Focus.values)
    assert len(prompts.OF_FOCUS) == 2 * len(Focus.values)


@given(
    st.sampled_from(prompts.STAGES),
    st.sampled_from(["mentor", "mentee", "peer"]),
    st.sampled_from(Focus.values),
    st.integers(0, 60),
)
def test_each_session_has_other_questions_and_always_the_same_ones(
    stage: str, role: str, focus: str, number: int
) -> None:
    def asked(of: int) -> list[str]:
        return [
            str(words)
            for words in prompts.prompts_for(stage=stage, role=role, focus=focus, number=of)
        ]

    assert asked(number) == asked(number)
    assert len(set(asked(number))) == prompts.SHOWN
    assert asked(number) != asked(number + 1)


@pytest.mark.parametrize(
    ("held", "days", "stage"),
    [(0, 200, "first"), (1, 10, "building"), (2, 200, "building"), (8, 200, "midpoint")],
)
def test_the_stage_follows_sessions_and_time(held: int, days: int, stage: str) -> None:
    begun = date(2026, 1, 1)
    progress = prompts.Progress(held, begun, begun + timedelta(days=300))
    assert prompts.stage_of(progress, on=begun + timedelta(days=days)) == stage
    assert prompts.stage_of(progress, on=begun + timedelta(days=290)) == (
        "ending" if held else "first"
    )


def test_both_add_to_the_agenda_and_tick_off(pair: Pair) -> None:
    session = book(pair)
    mentor, mentee = factories.client_of(pair.mentor), factories.client_of(pair.mentee)
    url = pair.url("agenda-add", session.pk)
    assert mentor.post(url, {"text": "Presenting to the board"}).status_code == 302
    mentee.post(url, {"text": "My first month"})
    mentee.post(url, {"text": "My first month"})
    page = mentor.get(pair.url("session", session.pk)).content.decode()
    assert "Presenting to the board" in page
    assert AgendaItem.objects.count() == 2
    item = AgendaItem.objects.get(text="My first month")
    mentor.post(pair.url("agenda-change", item.pk), {"act": "tick"})
    item.refresh_from_db()
    assert item.talked_at is not None
    mentor.post(pair.url("agenda-change", item.pk), {"act": "remove"})
    assert [each.text for each in AgendaItem.objects.all()] == ["Presenting to the board"]


def test_an_empty_point_is_refused_beside_its_field(pair: Pair) -> None:
    session = book(pair)
    answer = factories.client_of(pair.mentor).post(pair.url("agenda-add", session.pk), {"text": ""})
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()


def test_suggestions_come_from_open_items_goals_and_the_stage(pair: Pair) -> None:
    at = timezone.now()
    past = pair.met(at - timedelta(days=3), items=[logs.Item("Send the outline", pair.mentee)])
    goal = goals.propose_goal(
        mentorship=pair.mentorship,
        statement="Lead a project",
        due_on=at.date() + timedelta(days=60),
        by=pair.mentee,
        at=at,
    )
    goals.agree_goal(goal=goal, by=pair.mentor, at=at)
    session = book(pair)
    client = factories.client_of(pair.mentee)
    page = client.get(pair.url("session", session.pk)).content.decode()
    assert "Send the outline" in page
    assert "Lead a project" in page
    assert str(prompts.PROMPTS["building", "mentee"][3]) in page
    client.post(pair.url("agenda-add", session.pk), {"texts": ["Send the outline"]})
    assert AgendaItem.objects.get().text == "Send the outline"
    assert past.pk != session.pk


def test_a_fixed_agenda_stands_in_every_session_and_stays(pair: Pair) -> None:
    Program.objects.filter(pk=pair.program.pk).update(
        agenda_mode="fixed", agenda="How are you?\nWhat did you try?\n\nHow are you?"
    )
    pair.mentorship.refresh_from_db()
    session = book(pair)
    texts = list(session.agenda_items.order_by("id").values_list("text", flat=True))
    assert texts == ["How are you?", "What did you try?"]
    item = session.agenda_items.get(text="How are you?")
    page = factories.client_of(pair.mentor).post(
        pair.url("agenda-change", item.pk), {"act": "remove"}, follow=True
    )
    assert "belongs to every session" in page.content.decode()
    assert session.agenda_items.count() == 2


def test_an_admin_chooses_how_an_agenda_begins(pair: Pair) -> None:
    admin = factories.member(pair.organization, roles=["admin"], sign_in=True)
    client = factories.client_of(admin)
    url = f"/o/northwind/programs/{pair.program.pk}/edit/"
    data = {
        "name": "Compass",
        "kind": "one_to_one",
        "focus": "career",
        "starts_on": f"{pair.program.starts_on}",
        "ends_on": f"{pair.program.ends_on}",
        "agenda_mode": "fixed",
        "agenda": "",
    }
    refused = client.post(url, data)
    assert refused.status_code == 422
    assert "Write at least one point" in refused.content.decode()
    assert client.post(url, data | {"agenda": "How are you?"}).status_code == 302
    pair.program.refresh_from_db()
    assert pair.program.agenda_points == ["How are you?"]


def test_the_message_of_the_day_before_prepares_each_side(pair: Pair) -> None:
    session, at = book(pair, days=1), timezone.now()
    agendas.add_points(session=session, texts=["My first month"], by=pair.mentee, at=at)
    reminders.plan_reminders(organization_id=pair.organization.pk, at=at + timedelta(hours=1))
    mails = Delivery.objects.filter(kind="session_reminder", channel="email").select_related(
        "recipient", "organization__settings"
    )
    bodies = {mail.recipient_id: str(compose(mail).body) for mail in mails}
    assert all("- My first month" in body for body in bodies.values())
    assert str(prompts.PROMPTS["first", "mentee"][0]) in bodies[pair.mentee.pk]
    assert str(prompts.PROMPTS["first", "mentor"][0]) in bodies[pair.mentor.pk]
    assert f"/mentorships/sessions/{session.pk}/" in bodies[pair.mentor.pk]


def test_who_wishes_is_reminded_an_hour_before_too(pair: Pair) -> None:
    at = timezone.now()
    sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=at + timedelta(hours=3),
        minutes=45,
        by=pair.mentee,
        at=at,
    )
    client = factories.client_of(pair.mentor)
    url = "/o/northwind/notifications/preferences/"
    page = client.get(url)
    data = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    assert client.post(url, data | {"hour_before": "on"}).status_code == 302
    for hours in (1, 2.5, 2.6):
        reminders.plan_reminders(
            organization_id=pair.organization.pk, at=at + timedelta(hours=hours)
        )
    soon = Delivery.objects.filter(kind="session_soon", channel="email")
    assert [each.recipient_id for each in soon] == [pair.mentor.pk]
