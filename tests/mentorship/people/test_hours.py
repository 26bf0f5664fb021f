"""Working hours and absences: one's own alone, and whole or refused beside the field."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mentorship.accounts.actions import create_token
from mentorship.audit.models import Entry
from mentorship.people import hours, queries
from mentorship.people.actions.hours import HoursError, add_absence, set_hours
from mentorship.people.models import Absence, WorkingHours
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization
from tests import factories, races

NINE_TO_FIVE = [["09:00", "17:00"]]
NO_PLACE = {"time_zone": "", "country": "", "region": "", "call_link": ""}
URL = "/o/northwind/people/me/hours/"


@pytest.fixture
def person(northwind: Organization) -> Member:
    return factories.member(northwind, sign_in=True)


def form_of(days: dict[int, list[str]], **values: str) -> dict[str, str]:
    fields = ("start", "end", "start2", "end2")
    given_times = {
        f"{field}_{day}": value
        for day, times in days.items()
        for field, value in zip(fields, times, strict=False)
    }
    return {**NO_PLACE, **given_times, **values}


def test_a_person_says_when_and_where_they_work(person: Member) -> None:
    client = factories.client_of(person)
    assert "09:00" in client.get(URL).content.decode()
    days = {0: ["08:00", "12:00", "13:00", "16:30"], 4: ["20:00", "00:00"]}
    link = "https://meet.example.com/maya"
    data = form_of(days, time_zone="America/Chicago", country="DE", region="BY", call_link=link)
    assert client.post(URL, data).status_code == 302
    stored = WorkingHours.objects.get(member=person)
    assert stored.days[0] == [["08:00", "12:00"], ["13:00", "16:30"]]
    assert (stored.days[1], stored.days[4]) == ([], [["20:00", "24:00"]])
    assert (stored.country, stored.region, stored.call_link) == ("DE", "BY", link)
    person.refresh_from_db()
    assert person.time_zone == "America/Chicago"
    page = client.get(URL)
    assert len(page.context["holidays"]) == 3
    assert page.context["form"]["end_4"].value() == "00:00"
    entry = Entry.objects.get(action="hours.changed")
    assert entry.details["fields"] == ["days", "country", "region", "call_link", "time_zone"]


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        (form_of({0: ["17:00", "09:00"]}), "end_0", "after the start"),
        (form_of({2: ["09:00", "12:00", "11:00", "17:00"]}), "end_2", "overlap"),
        (form_of({3: ["09:00", ""]}), "end_3", "both a start and an end"),
        (form_of({3: ["9 o'clock", "17:00"]}), "start_3", "time"),
        (form_of({}, time_zone="Mars/Olympus"), "time_zone", "unknown"),
        (form_of({}, call_link="javascript:alert(1)"), "call_link", "not a web address"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    person: Member, data: dict[str, str], field: str, words: str
) -> None:
    response = factories.client_of(person).post(URL, data)
    assert response.status_code == 422
    assert words in response.context["form"].errors[field][0]
    assert words in response.content.decode()
    assert not WorkingHours.objects.exists()


def test_a_region_goes_with_its_country(person: Member) -> None:
    data = form_of({0: ["09:00", "17:00"]}, country="FR", region="BY")
    factories.client_of(person).post(URL, data)
    stored = WorkingHours.objects.get()
    assert (stored.country, stored.region) == ("FR", "")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"days": [NINE_TO_FIVE] * 6}, "days"),
        ({"days": [NINE_TO_FIVE * 2] + [[]] * 6}, "days"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"country": "XX"}, "country"),
        ({"country": "DE", "region": "TX"}, "region"),
        ({"call_link": "ftp://x.example"}, "call_link"),
    ],
)
def test_the_action_refuses_by_itself(person: Member, values: dict[str, Any], field: str) -> None:
    whole = {"days": [NINE_TO_FIVE] * 7, **NO_PLACE, **values}
    with pytest.raises(HoursError) as error:
        set_hours(member=person, by=person, at=timezone.now(), **whole)
    assert error.value.field == field


def test_absences_come_and_go(person: Member, northwind: Organization) -> None:
    client, today = factories.client_of(person), timezone.localdate()
    add = reverse("people:absence-add", args=["northwind"])
    first, last = today + timedelta(days=3), today + timedelta(days=9)
    assert client.post(add, {"first_day": first, "last_day": last}).status_code == 302
    assert client.post(add, {"first_day": first, "last_day": last}).status_code == 302
    assert client.post(add, {"first_day": last, "last_day": ""}).status_code == 302
    assert list(Absence.objects.order_by("id").values_list("first_day", "last_day")) == [
        (first, last),
        (last, last),
    ]
    refused = client.post(add, {"first_day": last, "last_day": first})
    assert (refused.status_code, "before the first" in refused.content.decode()) == (422, True)
    past = today - timedelta(days=9)
    assert "have passed" in client.post(add, {"first_day": past}).content.decode()
    other = factories.client_of(factories.member(northwind, sign_in=True))
    remove = reverse("people:absence-remove", args=["northwind", Absence.objects.first().pk])
    assert other.post(remove).status_code == 404
    assert client.post(remove).status_code == 302
    assert Absence.objects.count() == 1
    assert [
        each.action for each in Entry.objects.filter(action__startswith="absence").order_by("id")
    ] == ["absence.added", "absence.added", "absence.removed"]


def test_what_others_plan_by_is_hours_and_days_off(person: Member) -> None:
    at, monday = timezone.now(), date(2027, 12, 20)
    days = [NINE_TO_FIVE] * 5 + [[]] * 2
    set_hours(member=person, days=days, by=person, at=at, **NO_PLACE | {"country": "DE"})
    add_absence(
        member=person, first_day=monday, last_day=monday + timedelta(days=1), by=person, at=at
    )
    asked = {"since": monday + timedelta(days=1), "until": date(2028, 1, 2)}
    member = Member.objects.select_related("organization__settings").get(pk=person.pk)
    found = queries.schedules_of([member], **asked)[person.pk]
    assert (found.zone, found.week[0], found.week[6]) == ("UTC", hours.DEFAULT[0], ())
    assert {date(2027, 12, 21), date(2027, 12, 25), date(2027, 12, 26), date(2028, 1, 1)} == (
        found.days_off
    )


@pytest.mark.django_db(transaction=True)
def test_the_first_hours_are_written_once_however_often_they_are_sent(
    transactional_db: None,
) -> None:
    organization, at = factories.organization("northwind"), timezone.now()
    with tenant(organization.pk):
        person = factories.member(organization)

    def save() -> WorkingHours:
        return set_hours(member=person, days=[NINE_TO_FIVE] * 7, by=person, at=at, **NO_PLACE)

    results = races.at_once(organization.pk, save)
    assert [type(result) for result in results] == [WorkingHours] * 2
    with tenant(organization.pk):
        assert WorkingHours.objects.count() == 1


def test_the_api_reads_and_writes_ones_own(person: Member) -> None:
    at = timezone.now()
    scopes = {"scopes": ["read", "write"], "expires_at": at + timedelta(days=1)}
    _, text = create_token(member=person, name="t", by=person, at=at, **scopes)
    client = Client(headers={"Authorization": f"Bearer {text}"})
    now = client.get("/api/v1/me/hours/").json()
    assert now["days"] == [NINE_TO_FIVE] * 5 + [[]] * 2
    put = {**now, "country": "US", "region": "TX"}
    saved = client.put("/api/v1/me/hours/", put, content_type="application/json")
    assert (saved.status_code, saved.json()) == (200, put)
    wrong = client.put("/api/v1/me/hours/", put | {"region": "BY"}, content_type="application/json")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["region"])
    days = {"first_day": str(at.date()), "last_day": str(at.date() + timedelta(days=2))}
    made = client.post("/api/v1/me/absences/", days, content_type="application/json")
    assert made.status_code == 201
    assert client.get("/api/v1/me/absences/").json() == [made.json()]
    assert client.delete(f"/api/v1/me/absences/{made.json()['id']}/").status_code == 204
    assert client.delete(f"/api/v1/me/absences/{made.json()['id']}/").status_code == 404


spans = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda pair: pair[0] < pair[1])


@given(st.lists(st.lists(spans, max_size=2), min_size=7, max_size=7))
def test_a_week_is_read_as_it_was_written_or_refused(days: list[list[tuple[int, int]]]) -> None:
    written = [[[hours.clock(start), hours.clock(end)] for start, end in day] for day in days]
    clear = all(
        one == other or one[1] <= other[0] or other[1] <= one[0]
        for day in days
        for one in day
        for other in day
    ) and all(len(set(day)) == len(day) for day in days)
    if not clear:
        with pytest.raises(hours.WeekError):
            hours.read_week(written)
        return
    week = hours.read_week(written)
    assert hours.write_week(week) == [sorted(day) for day in written]
    assert hours.read_week(hours.write_week(week)) == week


def test_holidays_are_those_of_country_and_region() -> None:
    christmas = (date(2026, 12, 20), date(2026, 12, 31))
    assert date(2026, 12, 25) in hours.holidays_between("DE", "", *christmas)
    assert date(2026, 1, 6) in hours.holidays_in("DE", "BY", 2026)
    assert date(2026, 1, 6) not in hours.holidays_in("DE", "BE", 2026)
    assert hours.holidays_between("", "", *christmas) == {}
    assert (hours.countries()["DE"], hours.regions("DE")["BY"]) == ("Germany", "Bayern")
