"""Goals set together: proposed, declined, changed, agreed, reported, dropped and brought along."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from matching.models import Mentorship, Participant
from mentorship.acts import links
from mentorship.delivery.models import Delivery
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Organization
from programs.actions import set_goals
from programs.models import Enrolment, ProgramGoal
from tests import factories, races
from tests.letters import latest
from tests.pairs import Pair
from tracking import queries
from tracking.actions import goals, reports
from tracking.actions.errors import TrackingError
from tracking.models import Goal, GoalProgress

DUE = timezone.localdate() + timedelta(days=120)
TALKS = {"measure_kind": "number", "unit": "talks", "baseline": Decimal(1), "target": Decimal(5)}


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


def propose(pair: Pair, **values: Any) -> Goal:
    terms = {"statement": "Speak in front of people", "due_on": DUE, **values}
    return goals.propose_goal(
        mentorship=pair.mentorship, by=pair.mentee, at=timezone.now(), **terms
    )


def agreed(pair: Pair, **values: Any) -> Goal:
    return goals.agree_goal(goal=propose(pair, **values), by=pair.mentor, at=timezone.now())


def told(kind: str) -> list[str]:
    rows = Delivery.objects.filter(kind=kind, channel="in_app").select_related("recipient")
    return sorted(row.recipient.given_name for row in rows if row.recipient)


def sent(client: Client, url: str, **values: str) -> dict[str, str]:
    """What the page's form would send, with these typed into it."""
    form = client.get(url).context["form"]
    found = {field.html_name: field.value() for field in form}
    return {name: str(value) for name, value in found.items() if value is not None} | values


def test_a_goal_is_proposed_with_its_measure_and_what_it_serves(pair: Pair) -> None:
    theirs = ProgramGoal.objects.create(
        organization=pair.organization,
        program=pair.program,
        statement="People stay",
        kpi="with_goal",
        target=80,
        due_on=DUE,
    )
    client, url = factories.client_of(pair.mentee), pair.url("goal-new")
    values = sent(client, url, statement="Speak", measure_kind="number", unit="talks")
    values |= {"baseline": "1", "target": "5", "topic": "Speaking", "program_goal": str(theirs.pk)}
    assert client.post(url, values).status_code == 302
    goal = Goal.objects.get()
    assert (goal.measure_kind, goal.unit, goal.baseline, goal.target, goal.current) == (
        "number",
        "talks",
        1,
        5,
        1,
    )
    assert (goal.topic, goal.program_goal, goal.progress_percent) == ("Speaking", theirs, 0)
    assert told("goal_proposed") == ["Maya"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"measure_kind": "number", "baseline": "1"}, "Say where it should be in the end."),
        ({"measure_kind": "number", "target": "1"}, "Say where it is today."),
        ({"measure_kind": "scale", "baseline": "1", "target": "7"}, "Give a number from 1 to 5."),
        ({"measure_kind": "percent", "baseline": "5", "target": "5"}, "Choose another."),
        ({"due_on": "2020-01-01"}, "Choose a day that is still to come."),
        ({"statement": " "}, "Goal</a>"),
    ],
)
def test_a_measure_that_leads_nowhere_is_said_beside_it(
    pair: Pair, values: dict[str, str], words: str
) -> None:
    client, url = factories.client_of(pair.mentee), pair.url("goal-new")
    answer = client.post(url, sent(client, url, statement="Speak") | values)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Goal.objects.exists()


def test_what_a_measure_has_no_use_for_is_not_kept_and_the_api_cannot_get_around_it(
    pair: Pair,
) -> None:
    goal = propose(pair, **{**TALKS, "measure_kind": "yes_no"})
    assert (goal.unit, goal.baseline, goal.target) == ("", None, None)
    with pytest.raises(TrackingError, match="Say where it should be"):
        propose(pair, measure_kind="scale", baseline=Decimal(1))
    with pytest.raises(TrackingError, match="none of this program"):
        propose(pair, program_goal=pair.mentorship.pk)


def test_it_is_declined_with_a_reason_changed_and_agreed(pair: Pair) -> None:
    goal = propose(pair, **TALKS)
    mentor, mentee = factories.client_of(pair.mentor), factories.client_of(pair.mentee)
    page = pair.url("goal-decline", goal.pk)
    assert mentor.post(page, {"reason": " "}).status_code == 422
    # Not by who proposed it.
    assert mentee.post(page, {"reason": "No"}).status_code == 422
    assert mentor.post(page, {"reason": "Five in spring is too many"}).status_code == 302
    goal.refresh_from_db()
    assert (goal.state, goal.closed_by, goal.closed_reason) == (
        "declined",
        pair.mentor,
        "Five in spring is too many",
    )
    assert told("goal_declined") == ["Tom"]
    assert "Five in spring is too many" in mentee.get(pair.url("mentorship")).content.decode()
    edit = pair.url("goal-edit", goal.pk)
    assert mentee.post(edit, sent(mentee, edit, target="3")).status_code == 302
    goal.refresh_from_db()
    assert (goal.state, goal.target, goal.closed_by, goal.closed_reason) == (
        "proposed",
        3,
        None,
        "",
    )
    html = mentor.get(pair.url("goal", goal.pk)).content.decode()
    assert "<del>5</del>" in html
    assert "<ins>3</ins>" in html
    assert mentor.post(pair.url("goal-agree", goal.pk)).status_code == 302
    goal.refresh_from_db()
    assert (goal.state, goal.agreed_by) == ("agreed", pair.mentor)
    assert told("goal_agreed") == ["Tom"]
    assert "<del>" not in mentor.get(pair.url("goal", goal.pk)).content.decode()


def test_a_declined_change_leaves_the_goal_as_both_had_agreed(pair: Pair) -> None:
    goal = agreed(pair, **TALKS)
    reports.report_progress(goal=goal, value=Decimal(3), by=pair.mentee, at=timezone.now())
    goals.change_goal(
        goal=goal, by=pair.mentee, at=timezone.now(), target=Decimal(2), statement="Speak twice"
    )
    goals.change_goal(goal=goal, by=pair.mentee, at=timezone.now(), why="Less is enough")
    page = factories.client_of(pair.mentor).get(pair.url("mentorship")).content.decode()
    for words in ("Speak in front of people", "Speak twice", "<del>5</del>", "Less is enough"):
        assert words in page
    goals.decline_goal(goal=goal, reason="Stay with five", by=pair.mentor, at=timezone.now())
    goal.refresh_from_db()
    assert (goal.state, goal.statement, goal.why, goal.target) == (
        "agreed",
        "Speak in front of people",
        "",
        5,
    )
    assert (goal.agreed_by, goal.progress_percent, goal.closed_reason) == (pair.mentor, 50, "")
    assert latest("goal_declined").context["stays"] is True


def test_another_measure_begins_anew_and_the_same_one_counts_on(pair: Pair) -> None:
    goal = agreed(pair, **TALKS)
    reports.report_progress(goal=goal, value=Decimal(3), by=pair.mentee, at=timezone.now())
    goals.change_goal(goal=goal, by=pair.mentee, at=timezone.now(), target=Decimal(9))
    goal.refresh_from_db()
    assert (goal.current, goal.progress_percent) == (3, 25)
    goals.change_goal(goal=goal, by=pair.mentee, at=timezone.now(), measure_kind="percent")
    goal.refresh_from_db()
    assert (goal.unit, goal.current, goal.progress_percent) == ("", 1, 0)


def test_progress_is_reported_with_what_shows_it_and_drawn(pair: Pair) -> None:
    goal = agreed(pair, **TALKS)
    mentee, page = factories.client_of(pair.mentee), pair.url("goal-progress", goal.pk)
    assert mentee.post(page, {"value": "2", "note": "Team meeting"}).status_code == 302
    assert "bar-chart" not in _chart(mentee, pair, goal)
    assert mentee.post(page, {"value": "4", "note": "All hands"}).status_code == 302
    goal.refresh_from_db()
    assert (goal.current, goal.progress_percent, goal.state) == (4, 75, "agreed")
    rows = GoalProgress.objects.order_by("id").values_list("value", "percent", "note", "by")
    assert list(rows) == [
        (2, 25, "Team meeting", pair.mentee.pk),
        (4, 75, "All hands", pair.mentee.pk),
    ]
    html = _chart(mentee, pair, goal)
    for words in ("bar-chart", "Target: 5", "All hands", "4 talks now, from 1 to 5"):
        assert words in html
    bad = mentee.post(page, {"value": "many"})
    assert bad.status_code == 422
    assert "value" in bad.context["form"].errors
    mentee.post(page, {"value": "5"})
    goal.refresh_from_db()
    assert (goal.state, goal.progress_percent) == ("achieved", 100)
    assert told("goal_achieved") == ["Maya"]
    mentee.post(page, {"value": "4"})
    goal.refresh_from_db()
    assert (goal.state, goal.achieved_at) == ("agreed", None)


def _chart(client: Client, pair: Pair, goal: Goal) -> str:
    page = client.get(pair.url("goal", goal.pk)).content.decode()
    return page[page.index("<main") :].replace("\n", " ")


def test_it_is_achieved_short_of_its_target_and_reopened(pair: Pair) -> None:
    goal, mentor = agreed(pair, **TALKS), factories.client_of(pair.mentor)
    reports.report_progress(goal=goal, value=Decimal(4), by=pair.mentee, at=timezone.now())
    mentor.post(pair.url("goal-achieve", goal.pk))
    goal.refresh_from_db()
    assert (goal.state, goal.progress_percent) == ("achieved", 75)
    mentor.post(pair.url("goal-reopen", goal.pk))
    goal.refresh_from_db()
    assert (goal.state, goal.achieved_at) == ("agreed", None)
    plain = agreed(pair, statement="Decide")
    reports.achieve_goal(goal=plain, by=pair.mentee, at=timezone.now())
    plain.refresh_from_db()
    assert (plain.state, plain.progress_percent) == ("achieved", 100)
    assert told("goal_achieved") == ["Maya", "Tom"]


def test_what_is_dropped_says_why_and_is_proposed_anew_when_it_is_reopened(pair: Pair) -> None:
    goal = agreed(pair)
    mentee, page = factories.client_of(pair.mentee), pair.url("goal-drop", goal.pk)
    assert mentee.post(page, {"reason": ""}).status_code == 422
    assert mentee.post(page, {"reason": "I changed teams"}).status_code == 302
    goal.refresh_from_db()
    assert (goal.state, goal.closed_reason) == ("dropped", "I changed teams")
    assert told("goal_dropped") == ["Maya"]
    with pytest.raises(TrackingError, match="Agree on the goal first"):
        reports.report_progress(goal=goal, value=Decimal(5), by=pair.mentee, at=timezone.now())
    with pytest.raises(TrackingError, match="faster"):
        goals.drop_goal(goal=goal, reason="x", by=pair.mentee, at=timezone.now())
    mentee.post(pair.url("goal-reopen", goal.pk))
    goal.refresh_from_db()
    assert (goal.state, goal.agreed_by, goal.closed_at) == ("proposed", None, None)
    # What both had agreed to before it was dropped is over: declining closes it.
    goals.decline_goal(goal=goal, reason="Let it be", by=pair.mentor, at=timezone.now())
    goal.refresh_from_db()
    assert goal.state == "declined"


def _next_mentorship(pair: Pair) -> tuple[Mentorship, Any]:
    """The pair has ended, and the mentee has another mentor."""
    Mentorship.objects.update(state="ended", ended_at=timezone.now())
    mentor = factories.member(pair.organization, given_name="Noor", sign_in=True)
    following = Mentorship.objects.create(
        organization=pair.organization,
        program=pair.program,
        title="Noor & Tom",
        started_at=timezone.now(),
    )
    for member, role in ((mentor, "mentor"), (pair.mentee, "mentee")):
        Participant.objects.create(
            organization=pair.organization, mentorship=following, member=member, role=role
        )
    return following, mentor


def test_an_open_goal_comes_along_once_and_only_with_whose_it_is(pair: Pair) -> None:
    goal = agreed(pair, **TALKS)
    reports.report_progress(goal=goal, value=Decimal(3), by=pair.mentee, at=timezone.now())
    following, _mentor = _next_mentorship(pair)
    client, url = factories.client_of(pair.mentee), pair.url("goal-new", following.pk)
    assert [each.pk for each in client.get(url).context["to_bring"]] == [goal.pk]
    bring = f"/o/northwind/mentorships/{following.pk}/goals/{goal.pk}/bring/"
    page = pair.url("goal", goal.pk)
    assert "Bring this goal with you to Noor &amp; Tom" in client.get(page).content.decode()
    assert "Bring this" not in factories.client_of(pair.mentor).get(page).content.decode()
    assert client.post(bring).status_code == 302
    brought = Goal.objects.get(mentorship=following)
    assert (brought.state, brought.carried_from, brought.baseline, brought.target) == (
        "proposed",
        goal,
        3,
        5,
    )
    assert brought.due_on == DUE
    assert client.get(url).context["to_bring"] == []
    assert client.post(bring).status_code == 404
    # The mentor of the ended one takes nobody's goal to another mentee.
    Participant.objects.create(
        organization=pair.organization, mentorship=following, member=pair.mentor, role="mentor"
    )
    brought.delete()
    assert factories.client_of(pair.mentor).post(bring).status_code == 404


def test_a_suggestion_fills_the_form_in_two_clicks(pair: Pair) -> None:
    Enrolment.objects.create(
        organization=pair.organization,
        program=pair.program,
        member=pair.mentee,
        role="mentee",
        state="approved",
        topics=["Kubernetes"],
        applied_at=timezone.now(),
    )
    client, url = factories.client_of(pair.mentee), pair.url("goal-new")
    page = client.get(url)
    assert page.context["suggestions"][0].topic == "Kubernetes"
    assert f"{url}?topic=Kubernetes" in page.content.decode()
    filled = client.get(url, {"topic": "Kubernetes"}).context["form"]
    assert (filled["topic"].value(), filled["measure_kind"].value()) == ("Kubernetes", "scale")
    library = client.get(url, {"suggestion": "delegate"}).context["form"]
    assert (library["target"].value(), library["unit"].value()) == (5, "tasks handed over")
    assert client.get(url, {"suggestion": "unknown"}).status_code == 200


def test_a_goal_is_answered_from_the_mail(pair: Pair) -> None:
    goal = propose(pair, **TALKS)
    path = links.path_of("goal.agree", subject_id=goal.pk, member=pair.mentor)
    html = Client().get(path).content.decode()
    assert "Tom proposes the goal “Speak in front of people”." in html
    assert "1 now, from 1 to 5" in html.replace("1 talks", "1")
    assert "You agree to the goal" in Client().post(path).content.decode()
    goal.refresh_from_db()
    assert goal.state == "agreed"
    goals.change_goal(goal=goal, by=pair.mentee, at=timezone.now(), target=Decimal(9))
    path = links.path_of("goal.decline", subject_id=goal.pk, member=pair.mentor)
    assert "Target: 5 → 9" in Client().get(path).content.decode()
    Client().post(path, {"reason": "Five it is"})
    goal.refresh_from_db()
    assert (goal.state, goal.target) == ("agreed", 5)
    late = propose(pair)
    goals.drop_goal(goal=late, reason="x", by=pair.mentee, at=timezone.now())
    path = links.path_of("goal.agree", subject_id=late.pk, member=pair.mentor)
    assert "does not wait for your answer any more" in Client().get(path).content.decode()


def test_only_its_people_read_a_goal_and_what_was_reported(pair: Pair) -> None:
    goal = agreed(pair)
    admin = factories.member(pair.organization, roles=["admin"], sign_in=True)
    assert factories.client_of(admin).get(pair.url("goal", goal.pk)).status_code == 404
    _next_mentorship(pair)
    assert factories.client_of(pair.mentor).get(pair.url("goal", goal.pk)).status_code == 200


def test_a_goal_of_the_program_keeps_its_row_when_the_others_change(pair: Pair) -> None:
    admin = factories.member(pair.organization, roles=["admin"])

    def write(*statements: str, due: date = DUE) -> None:
        rows = [
            {"statement": each, "kpi": "with_goal", "baseline": 0, "target": 80, "due_on": due}
            for each in statements
        ]
        set_goals(program=pair.program, goals=rows, by=admin, at=timezone.now())

    write("People stay", "People grow")
    theirs = ProgramGoal.objects.get(statement="People stay")
    goal = propose(pair, program_goal=theirs.pk)
    write("People lead", "People stay", due=DUE + timedelta(days=9))
    goal.refresh_from_db()
    assert goal.program_goal == theirs
    assert ProgramGoal.objects.get(pk=theirs.pk).due_on == DUE + timedelta(days=9)
    write("People lead")
    goal.refresh_from_db()
    assert goal.program_goal is None
    assert [each.statement for each in ProgramGoal.objects.all()] == ["People lead"]


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_a_change_at_once_are_one_after_the_other() -> None:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        pair = Pair(organization, timezone.now())
        goal = propose(pair)
    results = races.at_once(
        organization.pk,
        lambda: goals.decline_goal(
            goal=Goal.objects.get(pk=goal.pk), reason="No", by=pair.mentor, at=timezone.now()
        ),
    )
    assert sorted(type(each).__name__ for each in results) == ["Goal", "TrackingError"]
    with tenant(organization.pk):
        assert told("goal_declined") == ["Tom"]


@pytest.mark.django_db(transaction=True)
def test_a_goal_that_is_brought_twice_at_once_comes_once() -> None:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        pair = Pair(organization, timezone.now())
        goal = agreed(pair)
        following, _mentor = _next_mentorship(pair)
    results = races.at_once(
        organization.pk,
        lambda: goals.carry_goal(
            goal=Goal.objects.select_related("mentorship").get(pk=goal.pk),
            mentorship=following,
            by=pair.mentee,
            at=timezone.now(),
        ),
    )
    assert sorted(type(each).__name__ for each in results) == ["Goal", "TrackingError"]


def test_what_changed_is_read_without_a_query_where_the_goals_were_read(
    pair: Pair, django_assert_num_queries: Any
) -> None:
    goal = agreed(pair, **TALKS)
    goals.change_goal(goal=goal, by=pair.mentee, at=timezone.now(), target=Decimal(9))
    room = queries.get_room(pair.mentor, pair.mentorship.pk)
    found = queries.goals(room)
    with django_assert_num_queries(0):
        [change] = queries.changes_of(found)[goal.pk]
    assert (change.label, change.old, change.new) == ("Target", "5", "9")
