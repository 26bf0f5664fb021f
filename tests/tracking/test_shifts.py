"""How a proposed cadence is answered, and what follows from it."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from matching.models import Mentorship, Participant
from mentorship.audit.models import Entry
from mentorship.delivery.models import Delivery
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization
from programs.cadence import Asked, Rules, Step, stored_steps
from programs.models import CadencePolicy
from tests import factories, races
from tests.pairs import Pair, ready_for_less
from tests.tracking.varied import AT, Varied
from tracking.actions import cadence, pulse, sessions, shifts
from tracking.actions.errors import TrackingError
from tracking.models import CadenceProposal, CadenceStage, Pulse

DAY = timedelta(days=1)


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


@pytest.fixture
def at() -> datetime:
    return timezone.now()


@pytest.fixture
def proposal(pair: Pair, at: datetime) -> CadenceProposal:
    ready_for_less(pair)
    proposal = cadence.propose_shift(mentorship=pair.mentorship, at=at)
    assert proposal is not None
    return proposal


def stages(pair: Pair) -> list[str]:
    rows = CadenceStage.objects.filter(mentorship=pair.mentorship).order_by("from_day", "id")
    return list(rows.values_list("stage", flat=True))


def told(kind: str, channel: str = "in_app") -> set[Any]:
    rows = Delivery.objects.filter(kind=kind, channel=channel)
    return set(rows.values_list("recipient", flat=True))


def third(pair: Pair) -> Member:
    member = factories.member(pair.organization, given_name="Una", sign_in=True)
    Participant.objects.create(
        organization=pair.organization, mentorship=pair.mentorship, member=member, role="mentee"
    )
    return member


def test_one_accepts_and_the_other_objects_within_three_days(
    pair: Pair, proposal: CadenceProposal, at: datetime
) -> None:
    accepted = shifts.accept_shift(proposal=proposal, by=pair.mentee, at=at)
    assert (accepted.state, accepted.objection_until) == ("accepted", at + 3 * DAY)
    assert told("cadence_shifted") == {pair.mentor.pk}
    with pytest.raises(TrackingError, match="accepted this yourself"):
        shifts.object_to_shift(proposal=proposal, by=pair.mentee, at=at + DAY)
    soon = at + 3 * DAY - timedelta(minutes=1)
    shifts.object_to_shift(proposal=proposal, by=pair.mentor, at=soon)
    assert stages(pair) == ["weekly", "fortnightly", "weekly"]
    assert Pulse.objects.get().stage == "weekly"
    assert told("cadence_objected") == {pair.mentee.pk}
    assert not Delivery.objects.filter(kind="cadence_shifted").exists()
    assert Entry.objects.filter(action="cadence.objected", actor=pair.mentor).count() == 1
    with pytest.raises(TrackingError, match="taken back already"):
        shifts.object_to_shift(proposal=proposal, by=pair.mentor, at=soon)


def test_after_three_days_nobody_objects(
    pair: Pair, proposal: CadenceProposal, at: datetime
) -> None:
    shifts.accept_shift(proposal=proposal, by=pair.mentee, at=at)
    with pytest.raises(TrackingError, match="three days"):
        shifts.object_to_shift(proposal=proposal, by=pair.mentor, at=at + 3 * DAY)
    assert stages(pair) == ["weekly", "fortnightly"]


def test_in_a_group_any_other_may_object(
    pair: Pair, proposal: CadenceProposal, at: datetime
) -> None:
    una = third(pair)
    shifts.accept_shift(proposal=proposal, by=una, at=at)
    assert told("cadence_shifted") == {pair.mentor.pk, pair.mentee.pk}
    shifts.object_to_shift(proposal=proposal, by=pair.mentee, at=at)
    assert told("cadence_objected") == {pair.mentor.pk, una.pk}


def test_an_acceptance_is_undone_for_ten_minutes_by_whoever_gave_it(
    pair: Pair, proposal: CadenceProposal, at: datetime
) -> None:
    shifts.accept_shift(proposal=proposal, by=pair.mentee, at=at)
    with pytest.raises(TrackingError, match="Only whoever accepted"):
        shifts.undo_shift(proposal=proposal, by=pair.mentor, at=at)
    with pytest.raises(TrackingError, match="ten minutes"):
        shifts.undo_shift(proposal=proposal, by=pair.mentee, at=at + timedelta(minutes=11))
    Delivery.objects.filter(kind="cadence_shifted", channel="email").update(state="sent")
    undone = shifts.undo_shift(proposal=proposal, by=pair.mentee, at=at + timedelta(minutes=9))
    assert (undone.state, undone.answered_by, undone.objection_until) == ("open", None, None)
    assert (stages(pair), Pulse.objects.get().stage) == (["weekly"], "weekly")
    assert told("cadence_undone") == {pair.mentor.pk}
    later = at + timedelta(minutes=10)
    shifts.accept_shift(proposal=proposal, by=pair.mentee, at=later)
    assert told("cadence_shifted") == {pair.mentor.pk}
    assert stages(pair) == ["weekly", "fortnightly"]


def test_who_has_not_heard_of_a_shift_hears_nothing_of_its_undoing(
    pair: Pair, proposal: CadenceProposal, at: datetime
) -> None:
    shifts.accept_shift(proposal=proposal, by=pair.mentee, at=at)
    shifts.undo_shift(proposal=proposal, by=pair.mentee, at=at)
    assert told("cadence_undone") == told("cadence_shifted") == set()


@pytest.mark.parametrize("weeks", [2, 4, 8])
def test_a_proposal_is_put_off_for_the_weeks_chosen(
    pair: Pair, proposal: CadenceProposal, at: datetime, weeks: int
) -> None:
    shifts.put_off_shift(proposal=proposal, weeks=weeks, by=pair.mentor, at=at)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.ask_again_at) == ("postponed", at + timedelta(weeks=weeks))
    for week in range(1, weeks):
        pair.met(at + timedelta(weeks=week, days=-1))
        soon = at + timedelta(weeks=week)
        assert cadence.propose_shift(mentorship=pair.mentorship, at=soon) is None
    pair.met(at + timedelta(weeks=weeks, days=-1))
    again = cadence.propose_shift(mentorship=pair.mentorship, at=at + timedelta(weeks=weeks))
    assert again is not None


def test_three_weeks_are_not_offered(pair: Pair, proposal: CadenceProposal, at: datetime) -> None:
    with pytest.raises(TrackingError, match="2, 4 or 8"):
        shifts.put_off_shift(proposal=proposal, weeks=3, by=pair.mentor, at=at)


def test_what_was_declined_is_not_asked_for_eight_weeks_and_not_for_the_same_reasons(
    pair: Pair, proposal: CadenceProposal, at: datetime
) -> None:
    with pytest.raises(TrackingError, match="Say in a line why"):
        shifts.decline_shift(proposal=proposal, reason="  ", by=pair.mentor, at=at)
    declined = shifts.decline_shift(
        proposal=proposal, reason="The launch\nis near", by=pair.mentor, at=at
    )
    assert (declined.state, declined.reason) == ("declined", "The launch is near")
    assert told("cadence_declined") == {pair.mentee.pk}
    after = at + timedelta(weeks=8)
    # They stay healthy without another session in the stage: the evidence is the same.
    CadenceProposal.objects.update(ask_again_at=at)
    assert cadence.propose_shift(mentorship=pair.mentorship, at=at + timedelta(hours=1)) is None
    CadenceProposal.objects.update(ask_again_at=after)
    for week in range(1, 9):
        pair.met(at + timedelta(weeks=week, days=-1))
    almost = after - timedelta(minutes=1)
    assert cadence.propose_shift(mentorship=pair.mentorship, at=almost) is None
    assert cadence.propose_shift(mentorship=pair.mentorship, at=after) is not None


def test_without_an_answer_a_proposal_ends_by_the_day_it_named(
    pair: Pair, proposal: CadenceProposal, at: datetime
) -> None:
    assert proposal.answer_by == at + 14 * DAY
    page = factories.client_of(pair.mentee).get(pair.url("mentorship")).content.decode()
    day = proposal.answer_by.astimezone(ZoneInfo(pair.mentee.time_zone))
    assert f"Without an answer by {day:%-d %B %Y} nothing changes." in page
    for days in (6, 13):
        pair.met(at + days * DAY)
    with pytest.raises(TrackingError, match="time to answer is over"):
        shifts.accept_shift(proposal=proposal, by=pair.mentee, at=at + 14 * DAY)
    assert cadence.propose_shifts(organization=pair.organization, at=at + 14 * DAY) == 0
    proposal.refresh_from_db()
    assert (proposal.state, proposal.ask_again_at) == ("expired", at + 42 * DAY)
    assert Entry.objects.filter(action="cadence.expired").count() == 1
    assert not Delivery.objects.filter(kind="cadence_proposed").exists()


def test_nobody_at_risk_is_moved_to_fewer_sessions_by_an_old_proposal(
    pair: Pair, proposal: CadenceProposal, at: datetime
) -> None:
    for days in (2, 1):
        booked = sessions.book_session(
            mentorship=pair.mentorship,
            starts_at=at - days * DAY,
            minutes=30,
            by=pair.mentee,
            at=at - 9 * DAY,
        )
        sessions.close_session(session=booked, state="missed", by=pair.mentee, at=at)
    with pytest.raises(TrackingError, match="no time to meet less often"):
        shifts.accept_shift(proposal=proposal, by=pair.mentee, at=at)
    assert stages(pair) == ["weekly"]
    assert cadence.propose_shift(mentorship=pair.mentorship, at=at) is None
    assert not CadenceProposal.objects.filter(state="open").exists()


def test_of_many_no_one_who_needs_attention_is_asked_to_meet_less_often(
    northwind: Organization,
) -> None:
    Varied(northwind, 60, seed=3)
    # Whoever has met once may meet less often, were it for the rules alone.
    step, back = Asked(sessions=1), {"missed": None}
    rules = Rules(steps=(Step("weekly", step), Step("fortnightly", step), Step("monthly")))
    CadencePolicy.objects.update(stages=stored_steps(rules), back=back)
    cadence.propose_shifts(organization=northwind, at=AT)
    asked = set(CadenceProposal.objects.values_list("mentorship", flat=True))
    found: Counter[tuple[bool, bool]] = Counter()
    for mentorship in Mentorship.objects.filter(program__cadence_policy__isnull=False):
        [course] = pulse.courses_of([mentorship], at=AT)
        if course.times.in_stage(course.stage).held and course.stage.stage != "monthly":
            health = course.health(at=AT).health
            found[health in ("attention", "at_risk"), mentorship.pk in asked] += 1
    assert set(found) == {(True, False), (False, True)}
    assert min(found.values()) > 2


def test_a_proposal_from_a_stage_that_is_over_is_neither_accepted_nor_kept(
    pair: Pair, proposal: CadenceProposal, at: datetime
) -> None:
    admin = factories.member(pair.organization, roles=["admin"])
    shifts.set_cadence(mentorship=pair.mentorship, stage="monthly", reason="r", by=admin, at=at)
    # As a round would leave it that had looked before the admin set the cadence.
    CadenceProposal.objects.update(state="open", answered_by=None, answered_at=None)
    with pytest.raises(TrackingError, match="changed since then"):
        shifts.accept_shift(proposal=proposal, by=pair.mentee, at=at)
    cadence.propose_shifts(organization=pair.organization, at=at)
    assert not CadenceProposal.objects.filter(pk=proposal.pk).exists()


def test_an_admin_sets_the_cadence_and_both_are_told_why(
    pair: Pair, proposal: CadenceProposal, at: datetime
) -> None:
    admin = factories.member(pair.organization, roles=["admin"], sign_in=True)
    client = factories.client_of(admin)
    url = pair.url("cadence-set")
    assert "Set the cadence" in client.get(pair.url("mentorship")).content.decode()
    same = client.post(url, {"stage": "weekly", "reason": "Why not"})
    assert (same.status_code, "They meet weekly already." in same.content.decode()) == (422, True)
    assert client.post(url, {"stage": "monthly", "reason": ""}).status_code == 422
    assert client.post(url, {"stage": "monthly", "reason": "Parental leave"}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answered_by) == ("overridden", admin)
    assert (stages(pair), Pulse.objects.get().stage) == (["weekly", "monthly"], "monthly")
    assert told("cadence_set") == {pair.mentor.pk, pair.mentee.pk}
    html = factories.client_of(pair.mentor).get(pair.url("mentorship")).content.decode()
    assert "Set by a program admin: Parental leave" in html
    assert "Time to meet" not in html
    assert "Set the cadence" not in html
    assert factories.client_of(pair.mentor).get(url).status_code == 403


def test_an_objection_comes_too_late_once_an_admin_has_set_another_cadence(
    pair: Pair, proposal: CadenceProposal, at: datetime
) -> None:
    shifts.accept_shift(proposal=proposal, by=pair.mentee, at=at)
    admin = factories.member(pair.organization, roles=["admin"])
    shifts.set_cadence(mentorship=pair.mentorship, stage="monthly", reason="r", by=admin, at=at)
    with pytest.raises(TrackingError, match="changed since then"):
        shifts.object_to_shift(proposal=proposal, by=pair.mentor, at=at)


def answer(pair: Pair, by: Member, proposal: CadenceProposal, **values: Any) -> str:
    url = pair.url("proposal-answer", proposal.pk)
    html: str = factories.client_of(by).post(url, values, follow=True).content.decode()
    return html


def test_the_page_takes_every_answer(pair: Pair, proposal: CadenceProposal) -> None:
    assert "Say in a line why." in answer(pair, pair.mentor, proposal, answer="decline")
    assert "2, 4 or 8" in answer(pair, pair.mentor, proposal, answer="put_off", weeks="3")
    assert "Choose an answer." in answer(pair, pair.mentor, proposal, answer="nonsense")
    page = answer(pair, pair.mentor, proposal, answer="accept")
    assert "You meet fortnightly from now on." in page
    assert "Maya has agreed to meet fortnightly." in page
    assert 'value="undo"' in page
    assert 'value="object"' not in page
    assert "Taken back." in answer(pair, pair.mentor, proposal, answer="undo")
    answer(pair, pair.mentor, proposal, answer="accept")
    theirs = factories.client_of(pair.mentee).get(pair.url("mentorship")).content.decode()
    assert 'value="object"' in theirs
    assert 'value="undo"' not in theirs
    assert "as before. The others are told." in answer(pair, pair.mentee, proposal, answer="object")
    assert stages(pair) == ["weekly", "fortnightly", "weekly"]


def test_the_page_puts_off_and_declines(pair: Pair, proposal: CadenceProposal) -> None:
    assert "Put off for 8 weeks." in answer(
        pair, pair.mentee, proposal, answer="put_off", weeks="8"
    )
    CadenceProposal.objects.update(state="open", answered_by=None, answered_at=None)
    page = answer(pair, pair.mentee, proposal, answer="decline", reason="Not before the launch")
    assert "Declined. You go on meeting weekly." in page


@pytest.mark.django_db(transaction=True)
def test_an_objection_and_an_undoing_at_once_are_one() -> None:
    organization, at = factories.organization("northwind"), timezone.now()
    with tenant(organization.pk):
        pair = Pair(organization, at)
        ready_for_less(pair)
        proposal = cadence.propose_shift(mentorship=pair.mentorship, at=at)
        assert proposal is not None
        shifts.accept_shift(proposal=proposal, by=pair.mentee, at=at)
    una = iter([True, False])

    def act() -> CadenceProposal:
        if next(una):
            return shifts.undo_shift(proposal=proposal, by=pair.mentee, at=at)
        return shifts.object_to_shift(proposal=proposal, by=pair.mentor, at=at)

    results = races.at_once(organization.pk, act)
    assert sorted(type(each).__name__ for each in results) == ["CadenceProposal", "TrackingError"]
    with tenant(organization.pk):
        assert pulse.current_stage(pair.mentorship).stage == "weekly"


@pytest.mark.django_db(transaction=True)
def test_two_admins_setting_the_same_cadence_at_once_set_it_once() -> None:
    organization, at = factories.organization("northwind"), timezone.now()
    with tenant(organization.pk):
        pair = Pair(organization, at)
        admin = factories.member(organization, roles=["admin"])
    results = races.at_once(
        organization.pk,
        lambda: shifts.set_cadence(
            mentorship=pair.mentorship, stage="monthly", reason="r", by=admin, at=at
        ),
    )
    assert sorted(type(each).__name__ for each in results) == ["CadenceStage", "TrackingError"]
    with tenant(organization.pk):
        assert stages(pair) == ["weekly", "monthly"]


def test_the_weeks_of_a_stage_count_from_its_first_day(pair: Pair) -> None:
    [course] = pulse.courses_of([pair.mentorship], at=timezone.now())
    began = pair.mentorship.started_at
    assert began.tzinfo is UTC
    assert [course.weeks_in_stage(began + days * DAY) for days in (0, 6, 7, 20, 21)] == [
        *(0, 0, 1, 2, 3)
    ]
