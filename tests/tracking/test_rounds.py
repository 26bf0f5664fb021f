"""Many mentorships are looked at together, and each as if it were alone."""

import threading
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Avg, Q
from django.test.utils import CaptureQueriesContext

from matching.models import Mentorship
from mentorship.audit.models import Entry
from mentorship.delivery.models import Delivery
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Organization
from tests import factories, races
from tests.tracking.varied import AT, Varied
from tracking import health, queries
from tracking.actions import cadence, pulse
from tracking.models import ActionItem, CadenceProposal, CadenceStage, Feedback, Goal, Pulse
from tracking.tasks import propose_cadence_in


def pulses() -> list[tuple[Any, ...]]:
    return sorted(Pulse.objects.values_list("mentorship", *pulse.SHOWN))


def proposals() -> list[tuple[Any, ...]]:
    return sorted(
        CadenceProposal.objects.values_list("mentorship", "from_stage", "to_stage", "reasons")
    )


def told() -> list[tuple[Any, ...]]:
    rows = Delivery.objects.filter(kind="cadence_proposed")
    return sorted((str(row.recipient_id), row.channel, row.context["stage"]) for row in rows)


def plainly(mentorship: Mentorship, stage: CadenceStage) -> tuple[Any, ...]:
    """The evidence, asked one question after the other."""

    def since(name: str) -> Q:
        how = "gte" if stage.by_id is None else "gt"
        return Q(**{f"{name}__{how}": stage.from_day})

    def missed(sessions: Any) -> int:
        states = sessions.filter(state__in=["held", "missed"]).order_by("-starts_at")
        number = 0
        for state in states.values_list("state", flat=True)[:10]:
            if state == "held":
                break
            number += 1
        return number

    def view(role: str) -> int | None:
        people = mentorship.participants.filter(role__in=[role, "peer"]).values("member")
        views = Feedback.objects.filter(
            since("given_at__date"),
            mentorship=mentorship,
            session__state="held",
            author__in=people,
            independence__isnull=False,
        )
        return views.order_by("-given_at").values_list("independence", flat=True).first()

    items = list(ActionItem.objects.filter(since("due_on"), mentorship=mentorship))
    on_time = [
        item
        for item in items
        if item.done_at and item.due_on and item.done_at.date() <= item.due_on
    ]
    mean = mentorship.goals.filter(state__in=["agreed", "achieved"]).aggregate(
        mean=Avg("progress_percent")
    )["mean"]
    now = mentorship.sessions.filter(since("starts_at__date"))
    return (
        stage.stage,
        now.filter(state="held").count(),
        missed(now),
        sum(item.due_on <= AT.date() or item.done_at is not None for item in items),
        len(on_time),
        None if mean is None else int(mean),
        view("mentee"),
        view("mentor"),
    )


def held_in_window(mentorship: Mentorship, stage: CadenceStage) -> int:
    began = max(datetime.combine(stage.from_day, time(), UTC), mentorship.started_at)
    since = health.window_start(stage=stage.stage, stage_since=began, at=AT)
    return mentorship.sessions.filter(state="held", starts_at__gte=since).count()


def cancelled_since_held(mentorship: Mentorship) -> int:
    held = mentorship.sessions.filter(state="held").order_by("-starts_at").first()
    cancelled = mentorship.sessions.filter(state="cancelled", starts_at__lte=AT)
    return cancelled.filter(starts_at__gt=held.starts_at).count() if held else cancelled.count()


def latest_ratings(mentorship: Mentorship) -> list[int]:
    given = Feedback.objects.filter(
        mentorship=mentorship,
        session__state="held",
        rating__isnull=False,
        given_at__gt=AT - timedelta(days=90),
        given_at__lte=AT,
    )
    return list(given.order_by("-given_at", "-id").values_list("rating", flat=True)[:5])


@pytest.mark.parametrize("seed", range(4))
def test_what_is_read_for_many_is_what_each_would_be_asked(
    northwind: Organization, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    varied = Varied(northwind, 12, seed=seed)
    asked: list[health.Facts] = []
    read = health.read_health
    monkeypatch.setattr(
        health,
        "read_health",
        lambda facts, at, weights: asked.append(facts) or read(facts, at=at, weights=weights),
    )
    courses = pulse.courses_of(varied.mentorships, at=AT)
    evidence = queries.evidence_of(courses, at=AT)
    for course, facts in zip(courses, asked, strict=True):
        mentorship = course.mentorship
        stage = mentorship.stages.order_by("-from_day", "-id").first()
        assert stage == course.stage
        assert course.open_items == mentorship.action_items.filter(done_at=None).count()
        one = evidence[mentorship.pk]
        assert (
            one.stage,
            one.sessions_held,
            one.missed_in_a_row,
            one.actions_due,
            one.actions_on_time,
            one.goal_progress_percent,
            one.mentee_independence,
            one.mentor_independence,
        ) == plainly(mentorship, stage)
        assert facts.held_in_window == held_in_window(mentorship, stage)
        late = mentorship.action_items.filter(done_at=None, due_on__lt=AT.date())
        assert facts.overdue_items == late.count()
        assert facts.cancelled_in_a_row == min(10, cancelled_since_held(mentorship))
        assert list(facts.ratings) == latest_ratings(mentorship)
        assert facts.next_at == min(
            mentorship.sessions.filter(state="booked", starts_at__gte=AT).values_list(
                "starts_at", flat=True
            ),
            default=None,
        )


def test_pulses_are_the_same_one_by_one_and_together(northwind: Organization) -> None:
    varied = Varied(northwind, 20)
    before = pulses()
    with transaction.atomic():
        for mentorship in varied.mentorships:
            pulse.refresh_pulse(mentorship=mentorship, at=AT)
        alone = pulses()
        transaction.set_rollback(True)
    assert pulses() == before != alone
    assert pulse.refresh_pulses(organization=northwind, at=AT) == 20
    assert pulses() == alone
    assert len({row[2] for row in alone}) > 2


def test_proposals_are_the_same_one_by_one_and_together(northwind: Organization) -> None:
    varied = Varied(northwind, 40)
    ready = varied.ready()
    with transaction.atomic():
        for mentorship in [*varied.mentorships, ready]:
            cadence.propose_shift(mentorship=mentorship, at=AT)
        alone, letters = proposals(), told()
        transaction.set_rollback(True)
    assert proposals() == []
    assert cadence.propose_shifts(organization=northwind, at=AT) == len(alone) > 2
    assert (proposals(), told()) == (alone, letters)
    assert {row[2] for row in alone} == {"weekly", "fortnightly", "monthly"}
    assert Entry.objects.filter(action="cadence.proposed").count() == len(alone)


def test_a_second_round_changes_nothing_and_writes_nothing(northwind: Organization) -> None:
    varied = Varied(northwind, 10)
    varied.ready()
    pulse.refresh_pulses(organization=northwind, at=AT)
    cadence.propose_shifts(organization=northwind, at=AT)
    before = (pulses(), proposals(), told())
    with CaptureQueriesContext(connection) as captured:
        pulse.refresh_pulses(organization=northwind, at=AT)
        cadence.propose_shifts(organization=northwind, at=AT)
    assert (pulses(), proposals(), told()) == before
    statements = [query["sql"] for query in captured.captured_queries]
    assert not [sql for sql in statements if sql.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_what_nothing_speaks_for_any_more_is_withdrawn_with_its_notices(
    northwind: Organization,
) -> None:
    varied = Varied(northwind, 0)
    first, second = varied.ready(), varied.ready()
    assert cadence.propose_shifts(organization=northwind, at=AT) == 2
    Goal.objects.filter(mentorship=first).update(progress_percent=0)
    Goal.objects.filter(mentorship=second).update(progress_percent=90)
    assert cadence.propose_shifts(organization=northwind, at=AT) == 0
    [(kept, *_, reasons)] = proposals()
    assert kept == second.pk
    assert "90" in str(reasons)
    assert len(told()) == 4
    [withdrawn] = Entry.objects.filter(action="cadence.withdrawn")
    assert withdrawn.subject_id == first.pk


@pytest.mark.parametrize("number", [1, 20])
def test_a_chunk_asks_as_much_whatever_its_size(northwind: Organization, number: int) -> None:
    Varied(northwind, number)
    [chunk] = list(queries.active_chunks(northwind))
    with CaptureQueriesContext(connection) as captured:
        courses = pulse.refresh_chunk(mentorships=chunk, at=AT)
    # The pulses under their lock, the stages, the sessions, the action items, ratings, signatures,
    # weights, what differs, and the changes of health.
    assert statements_of(captured) == 9
    with CaptureQueriesContext(connection) as captured:
        queries.evidence_of(courses, at=AT)
    # The goals and the views.
    assert statements_of(captured) == 2


@pytest.mark.parametrize("number", [1, 5])
def test_what_is_proposed_costs_as_much_for_many(northwind: Organization, number: int) -> None:
    varied = Varied(northwind, 0)
    for _ in range(number):
        varied.ready()
    [chunk] = list(queries.active_chunks(northwind))
    courses = pulse.courses_of(chunk, at=AT)
    with CaptureQueriesContext(connection) as captured:
        assert len(cadence.propose_chunk(courses=courses, at=AT)) == number
    # The evidence (2), what is open, what was put off; the proposals, which of them are ours, the
    # audit, the people, what they want nothing of, the messages.
    assert statements_of(captured) == 10


def statements_of(captured: CaptureQueriesContext) -> int:
    asked = [query["sql"] for query in captured.captured_queries]
    return sum(not sql.startswith(("SAVEPOINT", "RELEASE")) for sql in asked)


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_propose_once() -> None:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        varied = Varied(organization, 0)
        for _ in range(5):
            varied.ready()
    results = races.at_once(
        organization.pk, lambda: cadence.propose_shifts(organization=organization, at=AT)
    )
    assert sum(results) == 5
    with tenant(organization.pk):
        assert len(proposals()) == 5
        assert len(told()) == 5 * 2 * 2
        assert Entry.objects.filter(action="cadence.proposed").count() == 5


@pytest.mark.django_db(transaction=True)
def test_the_round_waits_for_nobody_who_is_acting() -> None:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        varied = Varied(organization, 3)
        busy, *_ = varied.mentorships
        untouched = Pulse.objects.get(mentorship=busy)
    held, done = threading.Event(), threading.Event()

    def act() -> None:
        try:
            with tenant(organization.pk):
                Pulse.objects.select_for_update(no_key=True).get(mentorship=busy)
                held.set()
                done.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=act)
    thread.start()
    try:
        assert held.wait(20)
        with tenant(organization.pk):
            pulse.refresh_pulses(organization=organization, at=AT)
    finally:
        done.set()
        thread.join(30)
    with tenant(organization.pk):
        health_of = dict(Pulse.objects.values_list("mentorship", "health_reason"))
        assert health_of.pop(busy.pk) == untouched.health_reason
        assert "" not in health_of.values()


@pytest.mark.django_db(transaction=True)
def test_the_task_looks_at_all_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracking.tasks.CHUNK", 2)
    monkeypatch.setattr("tracking.tasks.timezone.now", lambda: AT)
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        varied = Varied(organization, 5)
        ready = varied.ready()
    propose_cadence_in(str(organization.pk))
    with tenant(organization.pk):
        assert Pulse.objects.exclude(health_reason="").count() == 6
        assert CadenceProposal.objects.filter(mentorship=ready).exists()
