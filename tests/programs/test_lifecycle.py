import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mentorship.delivery.models import Delivery
from mentorship.tenancy.models import Member, Organization
from programs import actions
from programs.cadence import Asked, Back, Rules, Step, flat
from programs.models import CadencePolicy, Enrolment, Program, ProgramTransition, Signature
from tests import factories, races, world

BASICS = {
    "name": "Career Compass",
    "kind": "one_to_one",
    "focus": "career",
    "summary": "Half a year.",
    "starts_on": "2027-01-11",
    "ends_on": "2027-09-30",
}
GOALS = {
    "goals-TOTAL_FORMS": "1",
    "goals-INITIAL_FORMS": "0",
    "goals-0-statement": "Meet often",
    "goals-0-kpi": "sessions_per_pair",
    "goals-0-baseline": "0",
    "goals-0-target": "2",
    "goals-0-due_on": "2027-09-30",
}
TEXTS = {"mentor_duties": "Listen", "mentee_duties": "Drive", "agreement": "We meet."}
CADENCE = {
    "first_stage": "weekly",
    "use_weekly": "on",
    "use_monthly": "on",
    "weekly_sessions": 3,
    "weekly_on_time_percent": 60,
    "weekly_mentor_independence": 3,
    "back_missed": 2,
}


def url(name: str, *args: Any) -> str:
    return reverse(f"programs:{name}", args=["northwind", *args])


def ready_program(by: Member, at: Any, **values: Any) -> Program:
    values = {
        "name": "Compass",
        "kind": "one_to_one",
        "focus": "career",
        "summary": "",
        "starts_on": date(2026, 4, 1),
        "ends_on": date(2026, 12, 1),
        **values,
    }
    program = actions.create_program(by=by, at=at, **values)
    goal = {
        "statement": "Meet",
        "kpi": "sessions_per_pair",
        "baseline": 0,
        "target": 2,
        "due_on": date(2026, 12, 1),
    }
    actions.set_goals(program=program, goals=[goal], by=by, at=at)
    actions.publish_guidelines(program=program, by=by, at=at, **TEXTS)
    actions.set_cadence_policy(program=program, by=by, at=at)
    return program


def test_the_wizard_makes_a_program_that_can_open(
    admin_client: Client, northwind: Organization
) -> None:
    response = admin_client.post(url("new"), BASICS)
    program = Program.objects.get()
    assert response["Location"] == url("goals", program.pk)
    assert b"Still missing" in admin_client.post(url("move", program.pk, "recruiting")).content
    assert admin_client.post(url("goals", program.pk), GOALS)["Location"] == url(
        "guidelines", program.pk
    )
    assert admin_client.post(url("guidelines", program.pk), TEXTS)["Location"] == url(
        "cadence", program.pk
    )
    assert admin_client.post(url("cadence", program.pk), CADENCE)["Location"] == url(
        "questions", program.pk
    )
    assert admin_client.post(url("move", program.pk, "recruiting"))["Location"] == url(
        "detail", program.pk
    )
    program.refresh_from_db()
    assert (program.state, program.goals.get().statement) == ("recruiting", "Meet often")
    asked = Asked(sessions=3, on_time_percent=60, mentor_independence=3)
    assert CadencePolicy.objects.get().rules == Rules(
        "weekly", (Step("weekly", asked), Step("monthly")), Back(missed=2)
    )
    steps = ProgramTransition.objects.order_by("id").values_list("from_state", "to_state")
    assert list(steps) == [("", "draft"), ("draft", "recruiting")]


def test_bad_input_stands_beside_its_field_and_nothing_is_written(admin_client: Client) -> None:
    response = admin_client.post(url("new"), {**BASICS, "ends_on": "2026-01-01", "name": ""})
    assert response.status_code == 422
    form = response.context["form"]
    assert form.errors["ends_on"] == ["The program must end after it starts."]
    assert "name" in form.errors
    assert b"Half a year." in response.content
    assert Program.objects.count() == 0


def test_a_taken_name_is_said_beside_the_name(admin_client: Client, admin: Member, at: Any) -> None:
    ready_program(admin, at, name="Career Compass")
    response = admin_client.post(url("new"), BASICS)
    assert "Another program has this name" in response.context["form"].errors["name"][0]


def test_members_see_open_programs_and_no_drafts(
    colleague_client: Client, admin: Member, at: Any
) -> None:
    draft = ready_program(admin, at, name="A draft")
    opened = ready_program(admin, at, name="An open one")
    actions.move_program(program=opened, to="recruiting", by=admin, at=at)
    html = colleague_client.get(url("list")).content.decode()
    assert ("An open one" in html, "A draft" in html) == (True, False)
    assert colleague_client.get(url("detail", draft.pk)).status_code == 404


def test_a_colleague_applies_signs_and_is_approved(
    colleague_client: Client, admin_client: Client, colleague: Member, admin: Member, at: Any
) -> None:
    program = ready_program(admin, at)
    actions.move_program(program=program, to="recruiting", by=admin, at=at)
    form = {"role": "mentee", "topics": "Law; coaching; Law", "motivation": "Grow", "agree": "on"}
    assert colleague_client.post(url("enrol", program.pk), {**form, "agree": ""}).status_code == 422
    assert Enrolment.objects.count() == 0
    colleague_client.post(url("enrol", program.pk), form)
    enrolment = Enrolment.objects.get()
    assert (enrolment.state, enrolment.topics, enrolment.capacity) == (
        "applied",
        ["Law", "coaching"],
        1,
    )
    assert colleague.signatures.count() == 1
    again = colleague_client.post(url("enrol", program.pk), form)
    assert "already" in again.context["form"].non_field_errors()[0]
    admin_client.post(
        url("decide", program.pk),
        {"ids": [enrolment.pk, "nonsense"], "state": "approved", "seen": f"{enrolment.pk}=applied"},
    )
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.decided_by) == ("approved", admin)
    told = Delivery.objects.filter(recipient=colleague, kind="enrolment_approved").values_list(
        "channel", flat=True
    )
    assert sorted(told) == ["email", "in_app"]


def test_withdrawing_is_final_until_one_applies_again(
    colleague: Member, admin: Member, at: Any
) -> None:
    program = ready_program(admin, at)
    actions.move_program(program=program, to="recruiting", by=admin, at=at)
    enrolment = actions.enrol(
        program=program, member=colleague, role="mentor", by=colleague, at=at, capacity=3
    )
    actions.withdraw(enrolment=enrolment, by=colleague, at=at)
    with pytest.raises(actions.EnrolmentError, match="nothing to take back"):
        actions.withdraw(enrolment=enrolment, by=colleague, at=at)
    ids = [enrolment.pk]
    assert (
        actions.decide_enrolments(
            program=program, ids=ids, state="approved", by=admin, at=at
        ).changed
        == 0
    )
    actions.enrol(program=program, member=colleague, role="mentor", by=colleague, at=at, capacity=2)
    assert Enrolment.objects.get().capacity == 2


def test_levels_the_wrong_way_round_are_said_and_leave_the_other_filters(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program = ready_program(admin, at)
    for department in ("Law", "Sales"):
        factories.member(admin.organization, level=4, department=department)
    values = {"role": "mentor", "department": "Law", "level_from": 4, "level_to": 2}
    page = admin_client.get(url("enrol-people", program.pk), values)
    assert "No level lies between 4 and 2" in page.content.decode()
    assert [each.department for each in page.context["page"].rows] == ["Law"]
    admin_client.post(url("enrol-people", program.pk), {**values, "scope": "all", "confirmed": "1"})
    assert not Enrolment.objects.exists()


def test_people_are_enrolled_in_bulk_by_filter(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program = ready_program(admin, at)
    for level in (1, 2, 3, 4, 5):
        factories.member(admin.organization, level=level, department="Law")
    factories.member(admin.organization, level=5, department="Sales")
    data = {"role": "mentor", "department": "Law", "level_from": 3, "capacity": 2, "scope": "all"}
    asked = admin_client.post(url("enrol-people", program.pk), data)
    # A thousand people as fields of a form would be refused by the server.
    assert 'name="ids"' not in asked.content.decode()
    assert [
        len(asked.context["chosen"]),
        asked.context["strangers"],
        Enrolment.objects.count(),
    ] == [3, 3, 0]
    admin_client.post(url("enrol-people", program.pk), {**data, "confirmed": "1", "invite": "1"})
    assert Delivery.objects.filter(kind="invitation").count() == 3
    enrolled = Enrolment.objects.select_related("member")
    assert sorted(each.member.level for each in enrolled) == [3, 4, 5]
    assert {(each.capacity, each.state, each.role) for each in enrolled} == {
        (2, "approved", "mentor")
    }
    assert (
        actions.enrol_people(
            program=program,
            people=[each.member for each in enrolled],
            role="mentor",
            capacity=1,
            by=admin,
            at=at,
        )
        == 0
    )


def test_no_more_invitations_are_promised_than_are_sent(
    admin_client: Client, admin: Member, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mentorship.people.views.inviting.INVITE_AT_MOST", 2)
    program = ready_program(admin, at)
    for _ in range(3):
        factories.member(admin.organization, department="Law")
    data = {"role": "mentee", "department": "Law", "scope": "all"}
    asked = admin_client.post(url("enrol-people", program.pk), data).content.decode()
    assert "Invite the first 2 of the 3 who cannot sign in yet" in asked
    admin_client.post(url("enrol-people", program.pk), {**data, "confirmed": "1", "invite": "1"})
    assert Delivery.objects.filter(kind="invitation").count() == 2
    page = admin_client.get(url("enrolments", program.pk)).content.decode()
    assert (
        "2 invitations are on the way. 1 more can be invited under People, “Not invited”." in page
    )


@pytest.mark.parametrize("page", ["enrolments", "enrolment"])
def test_an_older_page_decides_nothing_that_was_decided_meanwhile(
    page: str, admin_client: Client, admin: Member, colleague: Member, at: Any
) -> None:
    program = ready_program(admin, at)
    enrolment = Enrolment.objects.create(
        organization=program.organization,
        program=program,
        member=colleague,
        role="mentee",
        applied_at=at,
    )
    ids = [enrolment.pk] if page == "enrolment" else []
    older = admin_client.get(url(page, program.pk, *ids)).content.decode()
    seen = re.findall(r'name="seen" value="([^"]+)"', older)
    assert seen == [f"{enrolment.pk}=applied"]
    form = {"ids": enrolment.pk, "seen": seen}
    admin_client.post(url("decide", program.pk), form | {"state": "approved"})
    second = admin_client.post(
        url("decide", program.pk), form | {"state": "declined"}, follow=True
    ).content.decode()
    enrolment.refresh_from_db()
    kinds = set(Delivery.objects.filter(recipient=colleague).values_list("kind", flat=True))
    assert ("decided about 1 application meanwhile" in second, enrolment.state, kinds) == (
        True,
        "approved",
        {"enrolment_approved"},
    )


def test_nothing_ticked_is_said_and_changes_nothing(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program = ready_program(admin, at)
    response = admin_client.post(
        url("enrol-people", program.pk), {"role": "mentor", "scope": "selected"}
    )
    assert "tick those whom you want to add" in response.content.decode()
    admin_client.post(url("decide", program.pk), {"state": "approved", "list_state": "applied"})
    response = admin_client.get(url("enrolments", program.pk), {"state": "applied"})
    assert "tick those whom you decide about" in response.content.decode()


def test_a_decision_goes_back_to_the_list_as_it_was_filtered(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program = ready_program(admin, at)
    response = admin_client.post(
        url("decide", program.pk), {"state": "approved", "list_state": "applied", "list_q": "lea"}
    )
    assert response["Location"].endswith("?q=lea&state=applied")


def test_what_is_missing_is_shown_before_opening_and_leads_there(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program = actions.create_program(
        name="Half",
        summary="",
        focus="career",
        starts_on=at.date(),
        ends_on=at.date() + timedelta(days=90),
        by=admin,
        at=at,
    )
    page = admin_client.get(url("move", program.pk, "recruiting")).content.decode()
    assert url("goals", program.pk) in page
    assert "Move to recruiting</button>" not in page


def test_the_cadence_begins_with_what_is_usual(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program = actions.create_program(
        name="Fresh",
        summary="",
        focus="career",
        starts_on=at.date(),
        ends_on=at.date() + timedelta(days=90),
        by=admin,
        at=at,
    )
    form = admin_client.get(url("cadence", program.pk)).context["form"]
    assert {name: form[name].value() for name in flat(Rules())} == flat(Rules())
    names = ("weekly_sessions", "weekly_on_time_percent", "weekly_goal_percent", "weekly_weeks")
    assert [form[name].value() for name in names] == [4, 70, 30, None]


def test_home_asks_admins_to_decide_and_people_to_sign(
    admin_client: Client, colleague_client: Client, colleague: Member, admin: Member, at: Any
) -> None:
    program = ready_program(admin, at)
    actions.move_program(program=program, to="recruiting", by=admin, at=at)
    enrolment = actions.enrol(
        program=program, member=colleague, role="mentor", by=colleague, at=at, capacity=1
    )
    assert "Decide 1 application<" in admin_client.get("/o/northwind/").content.decode()
    assert (
        "sign the mentoring agreement" not in colleague_client.get("/o/northwind/").content.decode()
    )
    actions.decide_enrolments(
        program=program, ids=[enrolment.pk], state="approved", by=admin, at=at
    )
    assert "sign the mentoring agreement" in colleague_client.get("/o/northwind/").content.decode()
    colleague_client.post(url("sign", program.pk))
    assert (
        "sign the mentoring agreement" not in colleague_client.get("/o/northwind/").content.decode()
    )


def test_changed_guidelines_are_a_new_version_and_the_same_ones_are_not(
    admin: Member, at: Any
) -> None:
    program = ready_program(admin, at)
    assert actions.publish_guidelines(program=program, by=admin, at=at, **TEXTS).version == 1
    changed = {**TEXTS, "agreement": "We meet weekly."}
    assert actions.publish_guidelines(program=program, by=admin, at=at, **changed).version == 2


def test_a_program_cannot_skip_a_state_or_run_without_pairs(admin: Member, at: Any) -> None:
    program = ready_program(admin, at)
    with pytest.raises(actions.NotReadyError, match="draft now"):
        actions.move_program(program=program, to="running", by=admin, at=at)
    for state in ("recruiting", "matching"):
        actions.move_program(program=program, to=state, by=admin, at=at)
    with pytest.raises(actions.NotReadyError, match="Publish a matching"):
        actions.move_program(program=program, to="running", by=admin, at=at)
    program.refresh_from_db()
    assert program.state == "matching"


@pytest.mark.django_db(transaction=True)
def test_two_applications_at_once_are_one() -> None:
    organization = factories.organization("northwind")
    from mentorship.tenancy.context import tenant

    with tenant(organization.pk):
        admin = factories.member(organization, roles=["admin"])
        person = factories.member(organization)
        program = ready_program(admin, factories.START)
        actions.move_program(program=program, to="recruiting", by=admin, at=factories.START)
    results = races.at_once(
        organization.pk,
        lambda: actions.enrol(
            program=program, member=person, role="mentee", by=person, at=factories.START
        ),
    )
    assert sorted(type(each).__name__ for each in results) == ["Enrolment", "EnrolmentError"]


def test_dates_of_a_program_are_kept_by_the_database(admin: Member, at: Any) -> None:
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError, match="program_dates"), transaction.atomic():
        ready_program(admin, at, ends_on=date(2026, 4, 1) - timedelta(days=1))


def test_the_page_of_a_program_names_the_next_step(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program = ready_program(admin, at)
    page = url("detail", program.pk)
    assert admin_client.get(page).context["next"] is None
    actions.move_program(program=program, to="recruiting", by=admin, at=at)
    assert admin_client.get(page).context["next"].label == "Add people"
    for role in ("mentor", "mentee"):
        person = factories.member(admin.organization)
        actions.enrol_people(
            program=program, people=[person], role=role, capacity=1, by=admin, at=at
        )
    html = "".join(admin_client.get(page).content.decode().split())
    assert f'href="{url("move", program.pk, "matching")}">Movetomatching' in html
    actions.move_program(program=program, to="matching", by=admin, at=at)
    assert admin_client.get(page).context["next"].view == "matching:runs"


def test_a_persons_page_tells_an_admin_and_themself_what_they_take_part_in(
    admin_client: Client, colleague_client: Client, colleague: Member, admin: Member, at: Any
) -> None:
    program = ready_program(admin, at)
    person = factories.member(admin.organization, sign_in=True)
    for each in (person, colleague):
        actions.enrol_people(
            program=program, people=[each], role="mentor", capacity=1, by=admin, at=at
        )

    def lines(client: Client, who: Member) -> list[tuple[str, str]]:
        response = client.get(reverse("people:detail", args=["northwind", who.pk]))
        return [
            (line.label, line.note) for _, found in response.context["panels"] for line in found
        ]

    assert lines(admin_client, person) == [("Compass", "Mentor, approved")]
    assert lines(colleague_client, colleague) == [("Compass", "Mentor, approved")]
    assert lines(colleague_client, person) == []


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"ends_on": "9999-12-31"}, "ends_on", "Choose a day between"),
        ({"starts_on": "1900-01-01"}, "starts_on", "Choose a day between"),
        ({"ends_on": "2027-01-10"}, "ends_on", "The program must end after it starts."),
        ({"name": ""}, "name", "Please fill this in."),
    ],
)
def test_a_program_that_cannot_be_is_refused_beside_the_field(
    admin_client: Client, values: dict[str, str], field: str, words: str
) -> None:
    response = admin_client.post(url("new"), {**BASICS, **values})
    assert response.status_code == 422
    assert response.context["form"].errors[field][0].startswith(words)
    assert not Program.objects.exists()


def test_a_goal_beyond_its_unit_is_refused_and_named_on_top(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program = ready_program(admin, at)
    values = {
        **GOALS,
        "goals-0-kpi": "goals_achieved",
        "goals-0-target": "700",
        "goals-0-due_on": "1899-01-01",
    }
    response = admin_client.post(url("goals", program.pk), values)
    assert response.context["formset"].forms[0].errors["target"] == ["From 0 to 100."]
    html = response.content.decode()
    assert "Some lines need your attention" in html
    assert '<a href="#id_goals-0-due_on">by</a>: Choose a day between' in html
    assert program.goals.get().statement == "Meet"


def test_moving_to_running_invites_who_cannot_sign_in(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program = ready_program(admin, at)
    people = [factories.member(admin.organization) for _ in range(2)]
    actions.enrol_people(program=program, people=people, role="mentee", capacity=1, by=admin, at=at)
    program.runs.create(
        organization=admin.organization, state="published", created_at=at, published_at=at, by=admin
    )
    Program.objects.update(state="matching")
    assert (
        "Invite the 2 of them"
        in admin_client.get(url("move", program.pk, "running")).content.decode()
    )
    response = admin_client.post(url("move", program.pk, "running"), {"invite": "1"}, follow=True)
    assert "2 people were told. 2 invitations are on the way." in response.content.decode()
    listed = reverse("people:list", args=["northwind"])
    assert {
        each["id"] for each in admin_client.get(listed, {"state": "invited"}).context["page"].rows
    } == {each.pk for each in people}
    assert admin_client.get(listed, {"state": "not-invited"}).context["page"].rows == []


def test_only_who_takes_part_signs_the_agreement(
    northwind: Organization, admin: Member, colleague: Member, at: Any
) -> None:
    program = world.build(northwind).ids["program"]
    client = factories.client_of(colleague)
    answer = client.post(f"/o/northwind/programs/{program}/sign/", follow=True)
    assert "Only who takes part in the program signs its agreement." in answer.content.decode()
    assert not Signature.objects.filter(member=colleague).exists()


def test_a_mentors_capacity_is_asked_when_added_and_changed_for_one_and_many(
    northwind: Organization,
) -> None:
    place = world.build(northwind)
    admin, program = factories.client_of(place.people["admin"]), place.ids["program"]
    people = [factories.member(northwind) for _ in range(3)]
    add = f"/o/northwind/programs/{program}/enrolments/add/"
    chosen = {"role": "mentor", "ids": [str(person.pk) for person in people]}
    page = admin.post(add, chosen).content.decode()
    assert "Mentees at once" in page
    admin.post(add, {**chosen, "confirmed": "1", "capacity": "3"})
    parts = Enrolment.objects.filter(member__in=people)
    assert set(parts.values_list("capacity", flat=True)) == {3}
    url = f"/o/northwind/programs/{program}/enrolments/capacity/"
    first, *rest = parts
    answer = admin.post(url, {"one": str(first.pk), "capacity": "5"}, follow=True)
    assert "1 mentor takes 5 at once from now on." in answer.content.decode()
    admin.post(url, {"ids": [str(part.pk) for part in rest], "capacity": "2"})
    assert sorted(parts.values_list("capacity", flat=True)) == [2, 2, 5]
    for wrong in ("0", "11", "x", ""):
        refused = admin.post(
            url, {"one": str(first.pk), "capacity": wrong}, follow=True
        ).content.decode()
        assert "from 1 to 10" in refused
    mentee = Enrolment.objects.get(program=program, role="mentee", member=place.people["mentee"])
    admin.post(url, {"ids": [str(mentee.pk)], "capacity": "4"})
    mentee.refresh_from_db()
    assert mentee.capacity == 1
