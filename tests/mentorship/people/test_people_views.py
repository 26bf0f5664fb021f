import csv
import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from mentorship.accounts.actions import create_token
from mentorship.audit.models import Entry
from mentorship.delivery.models import Delivery
from mentorship.tenancy.actions import invite
from mentorship.tenancy.models import Invitation, Member, Organization
from tests import factories

LIST = "/o/northwind/people/"
MANY = {"given_name": "Mara", "family_name": "Young", "email": "mara@northwind.example"}


def page_of(person: Member) -> str:
    return f"{LIST}{person.pk}/"


def names(response: Any) -> list[str]:
    return list(states(response))


def states(response: Any) -> dict[str, str | None]:
    """The state by the name of each person listed; None where the list does not show it."""
    return {
        f"{each['given_name']} {each['family_name']}": each.get("state")
        for each in response.context["page"].rows
    }


def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


@pytest.mark.parametrize("number", [1, 50])
def test_list_costs_six_queries_at_one_row_and_at_fifty(
    northwind: Organization, admin: Member, admin_client: Client, number: int
) -> None:
    for _ in range(number - 1):
        factories.member(northwind, manager=admin)

    with CaptureQueriesContext(connection) as queries:
        response = admin_client.get(LIST)

    statements = [each["sql"] for each in queries if "SAVEPOINT" not in each["sql"]]
    assert len(response.context["page"].rows) == number
    assert len(statements) == 6, statements


def test_list_pages_by_name_and_keeps_the_filters(
    northwind: Organization, admin_client: Client
) -> None:
    for number in range(55):
        factories.member(
            northwind, family_name=f"Page{number:02}", given_name="Pia", department="Ops"
        )
    factories.member(northwind, family_name="Page99", department="Sales")

    first = admin_client.get(LIST, {"q": "page", "department": "Ops"})
    second = admin_client.get(
        LIST, {"q": "page", "department": "Ops", "after": first.context["page"].after}
    )

    assert names(first) == [f"Pia Page{number:02}" for number in range(50)]
    assert names(second) == [f"Pia Page{number:02}" for number in range(50, 55)]
    assert first.context["number"] == 55
    assert b"q=page&amp;department=Ops&amp;after=" in first.content


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("", ["Ada Admin", "Nora New", "Xena Xtern"]),
        ("left", ["Lee Left"]),
        ("external", ["Xena Xtern"]),
        ("signed-in", ["Ada Admin"]),
        ("all", ["Ada Admin", "Lee Left", "Nora New", "Xena Xtern"]),
    ],
)
def test_admin_filters_by_state(
    northwind: Organization,
    fabrikam: Organization,
    admin_client: Client,
    state: str,
    expected: list[str],
) -> None:
    factories.member(northwind, given_name="Lee", family_name="Left", terminated_on=yesterday())
    factories.member(northwind, given_name="Nora", family_name="New")
    factories.member(northwind, given_name="Xena", family_name="Xtern", is_external=True)

    assert names(admin_client.get(LIST, {"state": state})) == expected


def test_list_shows_the_state_of_each_person_in_words(
    northwind: Organization, admin: Member, admin_client: Client, at: datetime
) -> None:
    invited = factories.member(northwind, given_name="Ina", family_name="Invited")
    lapsed = factories.member(northwind, given_name="Lars", family_name="Lapsed")
    factories.member(northwind, given_name="Lee", family_name="Left", terminated_on=yesterday())
    invite(member=invited, by=admin, at=timezone.now())
    invite(member=lapsed, by=admin, at=timezone.now() - timedelta(days=15))

    response = admin_client.get(LIST, {"state": "all"})

    assert states(response) == {
        "Ada Admin": "signed-in",
        "Ina Invited": "invited",
        "Lars Lapsed": "not-invited",
        "Lee Left": "left",
    }
    for words in (b"Signed in", b"Invited", b"Not invited", b"Left"):
        assert words in response.content


def test_a_colleague_sees_a_directory_without_state_e_mail_and_level(
    northwind: Organization, colleague_client: Client
) -> None:
    factories.member(northwind, **MANY, title="Chemist", level=17, number="N-4711", roles=["hr"])
    factories.member(northwind, given_name="Lee", family_name="Left", terminated_on=yesterday())

    response = colleague_client.get(LIST, {"state": "all"})

    text = response.content.decode()
    assert names(response) == ["Cole League", "Mara Young"]
    assert "Chemist" in text
    assert "HR analyst" in text
    for hidden in (
        "mara@northwind.example",
        "N-4711",
        ">17<",
        "Not invited",
        "Signed in",
        "Invite selected",
        "format=csv",
    ):
        assert hidden not in text


def test_a_colleague_cannot_search_by_e_mail(
    northwind: Organization, colleague_client: Client, admin_client: Client
) -> None:
    factories.member(northwind, **MANY)

    assert names(colleague_client.get(LIST, {"q": "mara@northwind"})) == []
    assert names(colleague_client.get(LIST, {"q": "mara young"})) == ["Mara Young"]
    assert names(admin_client.get(LIST, {"q": "mara@northwind"})) == ["Mara Young"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_colleague_cannot_export(
    northwind: Organization, colleague_client: Client, kind: str
) -> None:
    assert colleague_client.get(LIST, {"format": kind}).status_code == 403


def test_somebody_external_does_not_see_the_directory(
    northwind: Organization, external_client: Client
) -> None:
    assert external_client.get(LIST).status_code == 403


def test_export_is_exactly_what_is_filtered_and_safe_to_open(
    northwind: Organization, fabrikam: Organization, admin: Member, admin_client: Client
) -> None:
    for number in range(60):
        factories.member(northwind, family_name=f"Ops{number:02}", department="Ops")
    factories.member(
        northwind, given_name="=2+5", family_name="Ops99", department="Ops", manager=admin
    )
    factories.member(northwind, family_name="Other", department="Sales")

    response = admin_client.get(LIST, {"department": "Ops", "format": "csv"})

    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["Last name"] for row in rows] == [
        *(f"Ops{number:02}" for number in range(60)),
        "Ops99",
    ]
    assert rows[-1]["First name"] == "'=2+5"
    assert rows[-1]["Manager e-mail"] == admin.email
    assert rows[-1]["State"] == "Not invited"


def test_export_to_excel_holds_dates_and_numbers(
    northwind: Organization, admin_client: Client
) -> None:
    factories.member(
        northwind, **MANY, hired_on="2024-01-10", level=3, department="Ops", skills=["SQL", "R"]
    )

    response = admin_client.get(LIST, {"department": "Ops", "format": "xlsx"})

    rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
    found = dict(zip(*rows, strict=True))
    assert found["First name"] == "Mara"
    assert found["Hire date"].date().isoformat() == "2024-01-10"
    assert (found["Job level"], found["Skills"]) == (3, "SQL; R")


def test_profile_shows_everything_to_an_admin(
    northwind: Organization, admin: Member, admin_client: Client
) -> None:
    person = factories.member(northwind, **MANY, number="N-4711", manager=admin, roles=["hr"])
    factories.member(northwind, given_name="Rea", family_name="Report", manager=person)

    text = admin_client.get(page_of(person)).content.decode()

    for shown in (
        "Mara Young",
        "mara@northwind.example",
        "N-4711",
        "Ada Admin",
        "Rea Report",
        "HR analyst",
        "Invite",
        "Edit",
    ):
        assert shown in text
    assert "Save roles" not in text


def test_profile_hides_details_from_a_colleague_but_not_from_oneself(
    northwind: Organization, colleague: Member, colleague_client: Client
) -> None:
    person = factories.member(northwind, **MANY, number="N-4711", hired_on="2024-01-10")

    text = colleague_client.get(page_of(person)).content.decode()
    own = colleague_client.get(page_of(colleague)).content.decode()

    assert "Mara Young" in text
    for hidden in ("mara@northwind.example", "N-4711", "10 Jan 2024", "Not invited", "Edit"):
        assert hidden not in text
    assert f'<ddclass="datagrid-content">{colleague.email}</dd>' in "".join(own.split())


def test_somebody_external_sees_only_themselves(
    northwind: Organization, external: Member, external_client: Client, admin: Member
) -> None:
    assert external_client.get(page_of(external)).status_code == 200
    assert external_client.get(page_of(admin)).status_code == 404


def test_profile_of_another_organisation_is_not_found(
    northwind: Organization, fabrikam: Organization, admin_client: Client
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.organization_id', %s, true)", [str(fabrikam.pk)])
        foreign = Member.objects.get(organization=fabrikam)
        cursor.execute("SELECT set_config('app.organization_id', %s, true)", [str(northwind.pk)])

    for path in ("", "edit/"):
        assert admin_client.get(page_of(foreign) + path).status_code == 404
    assert admin_client.post(page_of(foreign) + "invite/").status_code == 404


def form_of(**values: dict[str, str]) -> dict[str, str]:
    return {
        "given_name": "Mara",
        "family_name": "Young",
        "email": "mara@northwind.example",
        **values,
    }


def test_admin_adds_a_person_under_a_manager(
    northwind: Organization, admin: Member, admin_client: Client
) -> None:
    response = admin_client.post(
        LIST + "new/",
        form_of(
            manager_email=admin.email.upper(),
            level="4",
            languages="English; Welsh, English",
            hired_on="2024-01-10",
        ),
    )

    person = Member.objects.get(email="mara@northwind.example")
    assert response.headers["Location"] == page_of(person)
    assert (person.manager, person.level, person.languages) == (admin, 4, ["English", "Welsh"])
    assert person.hired_on.isoformat() == "2024-01-10"
    assert Entry.objects.get(action="member.created").subject_id == person.pk


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        (
            {"manager_email": "who@x.example"},
            "manager_email",
            "Nobody here has the work e-mail who@x.example.",
        ),
        ({"email": "TAKEN@northwind.example"}, "email", "Somebody here has this e-mail already."),
        ({"number": "T-1"}, "number", "Somebody here has this employee number already."),
        ({"level": "31"}, "level", "At most 30."),
        (
            {"time_zone": "Mars/Base"},
            "time_zone",
            "Choose one from the list; “Mars/Base” is not in it.",
        ),
        ({"given_name": ""}, "given_name", "Please fill this in."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    northwind: Organization, admin_client: Client, values: dict[str, str], field: str, words: str
) -> None:
    factories.member(northwind, given_name="Tess", email="taken@northwind.example", number="T-1")

    response = admin_client.post(LIST + "new/", form_of(**values))

    assert response.status_code == 422
    assert response.context["form"].errors == {field: [words]}
    assert Member.objects.filter(given_name="Mara").count() == 0


def test_editing_never_makes_a_circle_of_managers(
    northwind: Organization, admin_client: Client
) -> None:
    ana = factories.member(northwind, given_name="Ana", family_name="")
    ben = factories.member(northwind, given_name="Ben", family_name="", manager=ana)
    cat = factories.member(northwind, given_name="Cat", family_name="", manager=ben)

    response = admin_client.post(
        page_of(ana) + "edit/",
        {"given_name": "Anna", "email": ana.email, "manager_email": cat.email},
    )

    words = "This makes a circle: Ana reports to Cat, Cat reports to Ben, and Ben reports to Ana."
    assert response.context["form"].errors == {"manager_email": [words]}
    ana.refresh_from_db()
    assert (ana.given_name, ana.manager) == ("Ana", None)


def test_editing_changes_what_the_form_holds_and_nothing_else(
    northwind: Organization, admin: Member, admin_client: Client
) -> None:
    person = factories.member(northwind, **MANY, manager=admin, roles=["admin"], time_zone="EST")

    page = admin_client.get(page_of(person) + "edit/")
    response = admin_client.post(
        page_of(person) + "edit/",
        form_of(email="Mara@northwind.example", manager_email="", time_zone="EST"),
    )

    assert page.context["form"]["manager_email"].value() == admin.email
    assert response.status_code == 302
    person.refresh_from_db()
    assert (person.email, person.manager, person.level) == ("Mara@northwind.example", None, None)
    assert (person.roles, person.time_zone) == (["admin"], "EST")


def test_an_owner_does_not_leave_by_editing(
    northwind: Organization, owner: Member, owner_client: Client
) -> None:
    response = owner_client.post(
        page_of(owner) + "edit/",
        {"given_name": "Olga", "email": owner.email, "terminated_on": "2026-01-31"},
    )

    assert list(response.context["form"].errors) == ["terminated_on"]
    owner.refresh_from_db()
    assert owner.terminated_on is None


def test_inviting_one_person_owes_them_an_e_mail(
    northwind: Organization, admin_client: Client
) -> None:
    person = factories.member(northwind, **MANY)

    response = admin_client.post(page_of(person) + "invite/", follow=True)

    assert "An invitation is on its way to mara@northwind.example." in response.content.decode()
    owed = Delivery.objects.get(kind="invitation")
    assert (owed.recipient, owed.channel, owed.context["by"]) == (person, "email", "Ada Admin")


def test_inviting_who_signs_in_already_sends_nothing(
    northwind: Organization, colleague: Member, admin_client: Client
) -> None:
    response = admin_client.post(page_of(colleague) + "invite/", follow=True)

    assert (
        "Cole League signs in already or has left, so nothing was sent."
        in response.content.decode()
    )
    assert Delivery.objects.filter(kind="invitation").count() == 0


def test_inviting_selected_people_leaves_out_who_cannot_be(
    northwind: Organization, fabrikam: Organization, colleague: Member, admin_client: Client
) -> None:
    new = [factories.member(northwind) for _ in range(3)]
    left = factories.member(northwind, terminated_on=yesterday())
    ids = [str(each.pk) for each in [*new, left, colleague]]

    response = admin_client.post(LIST + "invite/", {"ids": [*ids, "nonsense"]}, follow=True)

    words = "3 people are invited. 2 of those you selected sign in already or have left."
    assert words in response.content.decode()
    assert set(Invitation.objects.values_list("member", flat=True)) == {each.pk for each in new}


def test_inviting_nobody_says_so(northwind: Organization, admin_client: Client) -> None:
    response = admin_client.post(LIST + "invite/", follow=True)

    assert "Select between 1 and 100 people. Nobody was invited." in response.content.decode()


def test_owner_changes_roles(northwind: Organization, owner_client: Client) -> None:
    person = factories.member(northwind, **MANY)

    owner_client.post(page_of(person) + "roles/", {"roles": ["hr", "admin"]})

    person.refresh_from_db()
    assert person.roles == ["admin", "hr"]


def test_the_last_owner_stays_one(
    northwind: Organization, owner: Member, owner_client: Client
) -> None:
    response = owner_client.post(page_of(owner) + "roles/", {"roles": ["hr"]}, follow=True)

    assert (
        "Olga Owner is the only owner. Make somebody else an owner first."
        in response.content.decode()
    )
    owner.refresh_from_db()
    assert owner.roles == ["owner"]


def test_a_role_that_does_not_exist_changes_nothing(
    northwind: Organization, owner_client: Client
) -> None:
    person = factories.member(northwind, **MANY, roles=["hr"])

    owner_client.post(page_of(person) + "roles/", {"roles": ["emperor"]})

    person.refresh_from_db()
    assert person.roles == ["hr"]


@pytest.mark.parametrize("path", ["new/", "imports/", "{pk}/edit/"])
@pytest.mark.parametrize("who", ["colleague_client", "hr_client", "external_client"])
def test_only_admins_open_the_pages_that_write(
    northwind: Organization, admin: Member, request: pytest.FixtureRequest, who: str, path: str
) -> None:
    client = request.getfixturevalue(who)

    assert client.get(LIST + path.format(pk=admin.pk)).status_code == 403


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("colleague_client", "invite/"),
        ("colleague_client", "{pk}/invite/"),
        ("hr_client", "{pk}/edit/"),
        ("admin_client", "{pk}/roles/"),
    ],
)
def test_only_those_with_the_right_write(
    northwind: Organization, request: pytest.FixtureRequest, who: str, path: str
) -> None:
    person = factories.member(northwind, **MANY)
    client = request.getfixturevalue(who)

    assert (
        client.post(
            LIST + path.format(pk=person.pk), {"roles": ["owner"], "ids": [str(person.pk)]}
        ).status_code
        == 403
    )
    person.refresh_from_db()
    assert (person.roles, Invitation.objects.count()) == ([], 0)


def test_pronouns_come_by_form_and_are_read_on_the_profile_in_the_export_and_over_the_api(
    admin: Member, admin_client: Client, colleague: Member, colleague_client: Client
) -> None:
    page = reverse("people:edit", args=["northwind", colleague.pk])
    shown = admin_client.get(page).context["form"]
    form = {name: value for name, value in ((f.html_name, f.value()) for f in shown) if value}
    lists = {name: "; ".join(form[name]) for name in ("languages", "skills") if name in form}
    answer = admin_client.post(page, form | lists | {"pronouns": "she/they"})
    assert answer.status_code == 302
    profile = reverse("people:detail", args=["northwind", colleague.pk])
    assert "she/they" in colleague_client.get(profile).content.decode()
    people = reverse("people:list", args=["northwind"])
    table = admin_client.get(people, {"format": "csv"}).content.decode()
    assert ("Pronouns" in table, "she/they" in table) == (True, True)
    at = timezone.now()
    _, text = create_token(
        member=admin, name="t", scopes=["read"], by=admin, at=at, expires_at=at + timedelta(days=1)
    )
    api = Client(headers={"Authorization": f"Bearer {text}"})
    told = api.get(f"/api/v1/members/{colleague.pk}/")
    assert told.json()["pronouns"] == "she/they"
