"""What people wish to hear of: through the pages, and kept when a message leaves."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail, signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorship.accounts.actions import create_token
from mentorship.audit.models import Entry
from mentorship.delivery.actions import claim, owe, owe_from, set_preferences
from mentorship.delivery.email import STOP, compose
from mentorship.delivery.models import Delivery, Preferences
from mentorship.delivery.queries import oldest_owed_seconds
from mentorship.delivery.tasks import send_owed
from mentorship.tenancy.models import Member, Organization

PAGE = reverse("delivery:preferences", args=["northwind"])
NOON = datetime(2026, 5, 4, 10, tzinfo=UTC)
WISHES: dict[str, Any] = {
    "email": {},
    "in_app_off": [],
    "quiet_from": None,
    "quiet_until": None,
    "summary_at": time(8),
}


def wish(member: Member, **values: Any) -> None:
    set_preferences(member=member, by=member, at=NOON, **{**WISHES, **values})


def tell(member: Member, kind: str, *, at: datetime = NOON, occurrence: str = "1") -> None:
    context = {
        "badge_awarded": {"badge": "Ten sessions", "evidence": "Ten were held."},
        "program_closing": {"program": "Compass"},
        "roles_changed": {"name": member.name, "by": "Olga", "roles": "owner"},
    }[kind]
    owe(
        kind=kind,
        subject=member,
        recipients=[member],
        at=at,
        occurrence=occurrence,
        url="/o/northwind/",
        **context,
    )


def leaving(organization: Organization, at: datetime) -> list[str] | None:
    found = claim(organization_id=organization.pk, at=at, limit=50)
    return None if found is None else sorted(each.kind for each in found)


def form(client: Client, **values: Any) -> dict[str, Any]:
    """What the page shows, with some of it changed."""
    shown = {field.html_name: field.value() for field in client.get(PAGE).context["form"]}
    return {name: _sent(value) for name, value in (shown | values).items() if value}


def _sent(value: Any) -> Any:
    """A value as a browser sends it."""
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return "on" if value is True else value


def test_wishes_are_shown_saved_and_shown_again(
    colleague: Member, colleague_client: Client
) -> None:
    before = form(colleague_client)
    assert (before["email_progress"], before["app_progress"]) == ("now", "on")
    assert "email_account" not in before
    assert "email_operations" not in before
    sent = form(
        colleague_client,
        email_progress="daily",
        email_recognition="off",
        app_programs=False,
        quiet_from="22:00",
        quiet_until="07:30",
    )
    assert colleague_client.post(PAGE, sent).status_code == 302
    stored = Preferences.objects.get(member=colleague)
    assert (stored.email, stored.in_app_off) == (
        {"progress": "daily", "recognition": "off"},
        ["programs"],
    )
    assert (stored.quiet_from, stored.quiet_until) == (time(22), time(7, 30))
    assert form(colleague_client) == sent
    colleague_client.post(PAGE, sent)
    assert Entry.objects.filter(action="preferences.changed").count() == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"quiet_from": "22:00"}, "Quiet hours need both times"),
        ({"quiet_from": "22:00", "quiet_until": "22:00"}, "Choose another time"),
        ({"quiet_from": "25:00"}, "Give a time such as 22:00"),
        ({"email_sessions": "daily"}, "Choose one from the list"),
        ({"summary_at": ""}, "Please fill this in"),
    ],
)
def test_what_cannot_be_wished_is_said_beside_its_field(
    values: dict[str, str], words: str, colleague: Member, colleague_client: Client
) -> None:
    answer = colleague_client.post(PAGE, form(colleague_client, **values))
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not Preferences.objects.exists()


def test_an_admin_chooses_of_what_admins_hear(admin_client: Client) -> None:
    assert "app_operations" in form(admin_client)


def test_what_is_off_is_dropped_when_it_would_leave_but_for_what_must_come(
    northwind: Organization, colleague: Member
) -> None:
    wish(colleague, email={"programs": "off", "account": "off"})
    tell(colleague, "program_closing")
    tell(colleague, "roles_changed")
    tell(colleague, "badge_awarded")
    assert leaving(northwind, NOON) == ["badge_awarded", "roles_changed"]
    dropped = Delivery.objects.get(kind="program_closing", channel="email")
    assert (dropped.state, dropped.sent_at) == ("dropped", None)
    assert Delivery.objects.filter(kind="program_closing", channel="in_app").exists()


def test_a_wish_counts_also_for_what_was_owed_before_it(
    northwind: Organization, colleague: Member
) -> None:
    tell(colleague, "program_closing")
    wish(colleague, email={"programs": "off"})
    assert leaving(northwind, NOON) == []
    assert leaving(northwind, NOON) is None


def test_a_kind_that_is_no_more_holds_up_nobody_else(
    northwind: Organization, colleague: Member
) -> None:
    tell(colleague, "program_closing")
    tell(colleague, "badge_awarded")
    Delivery.objects.filter(kind="badge_awarded").update(kind="of_before")
    assert leaving(northwind, NOON) == ["of_before", "program_closing"]


def test_what_is_not_wanted_in_the_app_is_not_there(colleague: Member) -> None:
    wish(colleague, in_app_off=["recognition"])
    tell(colleague, "badge_awarded")
    tell(colleague, "program_closing")
    there = Delivery.objects.filter(recipient=colleague).values_list("kind", "channel")
    assert sorted(there) == [
        ("badge_awarded", "email"),
        ("program_closing", "email"),
        ("program_closing", "in_app"),
    ]


def test_planned_by_the_thousand_keeps_to_wishes_too(
    northwind: Organization, colleague: Member, admin: Member
) -> None:
    from django.db.models import F, JSONField, TextField, Value
    from django.db.models.functions import Cast

    wish(colleague, in_app_off=["programs"])
    rows = Member.objects.filter(pk__in=[colleague.pk, admin.pk]).values(
        "organization_id",
        subject=F("pk"),
        recipient=F("pk"),
        occurrence=Value("1", output_field=TextField()),
        context=Cast(Value('{"program": "Compass", "url": "/"}'), JSONField()),
    )
    plan = {"kind": "program_closing", "rows": rows, "organization_id": northwind.pk, "at": NOON}
    assert (owe_from(**plan), owe_from(**plan)) == (3, 0)
    there = Delivery.objects.filter(channel="in_app").values_list("recipient", flat=True)
    assert list(there) == [admin.pk]
    assert leaving(northwind, NOON) == ["program_closing", "program_closing"]


def test_quiet_hours_hold_an_email_till_they_are_over(
    northwind: Organization, colleague: Member
) -> None:
    wish(colleague, quiet_from=time(22), quiet_until=time(7))
    # Summer time ends in this night: the clocks in Berlin show seven at 06:00 UTC.
    night = datetime(2026, 10, 24, 21, 30, tzinfo=UTC)
    tell(colleague, "program_closing", at=night)
    assert leaving(northwind, night) == []
    # Waiting as wished is no delay that anybody has to be woken for.
    assert oldest_owed_seconds(night + timedelta(hours=4)) == 0
    assert leaving(northwind, datetime(2026, 10, 25, 5, 59, tzinfo=UTC)) is None
    assert leaving(northwind, datetime(2026, 10, 25, 6, 0, tzinfo=UTC)) == ["program_closing"]


def test_a_daily_summary_is_one_email_of_all_that_waited(
    northwind: Organization, colleague: Member, admin: Member, monkeypatch: Any
) -> None:
    wish(colleague, email={"recognition": "daily", "programs": "daily"})
    tell(colleague, "badge_awarded")
    tell(colleague, "program_closing", at=NOON + timedelta(hours=3))
    tell(admin, "program_closing")
    now = [NOON + timedelta(hours=4)]
    monkeypatch.setattr("mentorship.delivery.tasks.timezone.now", lambda: now[0])
    send_owed(str(northwind.pk))
    assert [each.to[0].split("<")[1] for each in mail.outbox] == [f"{admin.email}>"]
    # Eight in the morning in Berlin.
    now[0] = datetime(2026, 5, 5, 6, tzinfo=UTC)
    send_owed(str(northwind.pk))
    [_, summary] = mail.outbox
    assert summary.subject == "Your day in mentoring: 2 things"
    for words in ("You earned “Ten sessions”", "“Compass” comes to its end", "/preferences/"):
        assert words in summary.body
    states = Delivery.objects.filter(recipient=colleague, channel="email")
    assert set(states.values_list("state", flat=True)) == {"sent"}
    assert leaving(northwind, now[0] + timedelta(days=2)) is None


def test_a_summary_is_never_cut_in_two_by_the_size_of_a_batch(
    northwind: Organization, colleague: Member
) -> None:
    wish(colleague, email={"programs": "daily"})
    for number in range(7):
        tell(colleague, "program_closing", occurrence=str(number))
    while claim(organization_id=northwind.pk, at=NOON, limit=3) is not None:
        pass
    taken = claim(organization_id=northwind.pk, at=NOON + timedelta(days=1), limit=3)
    assert taken is not None
    assert len(taken) == 7


# The link that ends e-mails
# ------------------------------------------------------------


def stop_link(member: Member) -> str:
    tell(member, "program_closing")
    letter = Delivery.objects.select_related("recipient", "organization__settings").get(
        kind="program_closing", channel="email"
    )
    headers = compose(letter).message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(headers["List-Unsubscribe"]).replace("\n", "").replace(" ", "")
    assert address.startswith("<http")
    return "/o/" + address.strip("<>").split("/o/", 1)[1]


def test_one_click_of_a_mail_program_ends_them_and_looking_does_not(colleague: Member) -> None:
    link, program = stop_link(colleague), Client(enforce_csrf_checks=True)
    for method in (program.get, program.head):
        assert method(link).status_code == 200
    assert not Preferences.objects.exists()
    for _ in range(2):
        answer = program.post(link, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, "no more of these" in answer.content.decode()) == (200, True)
    assert Preferences.objects.get(member=colleague).email == {"programs": "off"}
    program.post(link, {"undo": "1"})
    assert Preferences.objects.get(member=colleague).email == {}


def test_the_link_is_of_one_person_and_one_category_and_nobody_else_can_make_it(
    colleague: Member, admin: Member, fabrikam: Organization
) -> None:
    link = stop_link(colleague)
    assert Client().post(link.replace("northwind", "fabrikam")).status_code == 404
    assert Client().post(link[:-3] + "xx/").status_code == 404
    forged = signing.dumps([str(admin.pk), "programs"], salt="another")
    assert Client().post(reverse("delivery:stop", args=["northwind", forged])).status_code == 404
    account = signing.dumps([str(colleague.pk), "nothing"], salt=STOP)
    assert Client().post(reverse("delivery:stop", args=["northwind", account])).status_code == 404
    assert not Preferences.objects.exists()


def test_what_must_come_has_no_such_link(colleague: Member) -> None:
    tell(colleague, "roles_changed")
    letter = Delivery.objects.select_related("recipient", "organization__settings").get(
        channel="email"
    )
    assert compose(letter).message()["List-Unsubscribe"] is None


# The same over the API
# ------------------------------------------------------------


def test_the_api_gives_and_takes_the_wishes_of_the_token_s_person(colleague: Member) -> None:
    _, text = create_token(
        member=colleague,
        name="t",
        scopes=["read", "write"],
        by=colleague,
        at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=1),
    )
    headers, page = {"Authorization": f"Bearer {text}"}, "/api/v1/preferences/"
    client = Client(headers=headers)
    given = client.get(page).json()
    assert given == {
        "email": {},
        "hour_before": False,
        "in_app_off": [],
        "quiet_from": None,
        "quiet_until": None,
        "summary_at": "08:00",
    }
    wanted = given | {
        "email": {"progress": "daily"},
        "in_app_off": ["programs"],
        "quiet_from": "22:00",
        "quiet_until": "07:00",
    }
    assert client.put(page, wanted, content_type="application/json").json() == wanted
    assert client.get(page).json() == wanted
    wrong = client.put(page, wanted | {"quiet_until": None}, content_type="application/json")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["quiet_until"])
    assert client.get(page).json() == wanted
