"""Who may open what: every URL of an organisation × role × method × foreign ids.

Run once as the application's role and once as the owner of the tables, for whom row-level
security does not hold: it must not be what hides a missing filter.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.core.cache import caches
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mentorship.tenancy.context import tenant
from tests import factories, world

ALL = set(world.ROLES)
OWNER, ADMIN = {"owner"}, {"owner", "admin"}
HR = ADMIN | {"hr"}
INTERNAL = ALL - {"external"}
PAIR = {"mentor", "mentee"}
NOBODY: set[str] = set()


class Row(NamedTuple):
    """`get` and `post` are who may; None where the method is not there (405). Others
    get `denied`.
    """

    args: tuple[str, ...] = ()
    get: set[str] | None = None
    post: set[str] | None = None
    denied: int = 403


TABLE = {
    "home": Row(get=ALL),
    "tracking:mentorships": Row(get=ALL),
    "tracking:mentorship": Row(("mentorship",), get=PAIR | ADMIN, denied=404),
    "tracking:concerns": Row(get=ADMIN),
    "tracking:attention": Row(get=ADMIN),
    "tracking:mentorship-nudge": Row(("mentorship",), post=ADMIN),
    "tracking:letter-new": Row(("mentorship",), get=PAIR | ADMIN, post=PAIR | ADMIN, denied=404),
    "tracking:health-policy": Row(("program",), get=INTERNAL, post=ADMIN, denied=404),
    "tracking:concern-resolve": Row(("concern",), post=ADMIN),
    "tracking:concern-raise": Row(("mentorship",), get=PAIR, post=PAIR, denied=404),
    "tracking:mentorship-keep": Row(("mentorship",), post=PAIR, denied=404),
    "tracking:mentorship-end": Row(("mentorship",), get=ADMIN, post=ADMIN, denied=404),
    "safeguarding:report-new": Row(get=ALL, post=ALL),
    "safeguarding:reports": Row(get=NOBODY, denied=404),
    "safeguarding:report": Row(("report",), get=NOBODY, post=NOBODY, denied=404),
    "safeguarding:contacts": Row(get=OWNER, post=OWNER),
    "safeguarding:contact-remove": Row(("member",), post=OWNER),
    "endings:ending": Row(("mentorship",), get=PAIR, denied=404),
    "endings:plan": Row(("mentorship",), post=PAIR, denied=404),
    "endings:extend": Row(("mentorship",), post=PAIR, denied=404),
    "endings:answer": Row(("mentorship",), post=PAIR, denied=404),
    "endings:reflection": Row(("mentorship",), post=PAIR, denied=404),
    "endings:finish": Row(("mentorship",), post=PAIR, denied=404),
    "endings:leave": Row(("mentorship",), get=PAIR, post=PAIR, denied=404),
    "endings:resume": Row(("ended",), post=ADMIN, denied=404),
    "tracking:group-leave": Row(("group", "part"), get=PAIR | ADMIN, post=PAIR | ADMIN, denied=404),
    "tracking:goal-new": Row(("mentorship",), get=PAIR, post=PAIR, denied=404),
    "tracking:session-book": Row(("mentorship",), get=PAIR, post=PAIR, denied=404),
    "tracking:poll-new": Row(("group",), get=PAIR | {"hr"}, post=PAIR | {"hr"}, denied=404),
    "tracking:poll": Row(("poll",), get=PAIR | {"hr"}, post=PAIR | {"hr"}, denied=404),
    "tracking:poll-drop": Row(("poll",), post=PAIR, denied=404),
    "tracking:poll-book": Row(("option",), post=PAIR, denied=404),
    "tracking:meeting-preferences": Row(("mentorship",), get=PAIR, post=PAIR, denied=404),
    "tracking:past-meeting": Row(("mentorship",), get=PAIR, post=PAIR, denied=404),
    "tracking:log-for-others": Row(("mentorship",), get=ADMIN, post=ADMIN),
    "drafts:draft": Row(("form", "past"), get=PAIR, denied=404),
    "tracking:progress": Row(("mentorship",), get=PAIR, denied=404),
    "tracking:observation-edit": Row(("observation",), get={"mentee"}, post={"mentee"}, denied=404),
    "tracking:observation-delete": Row(("observation",), post={"mentee"}, denied=404),
    "tracking:history": Row(("observation",), get=PAIR, denied=404),
    "tracking:item-delete": Row(("item",), post=PAIR, denied=404),
    "tracking:session-move": Row(("session",), get=PAIR, post=PAIR, denied=404),
    "tracking:session": Row(("session",), get=PAIR, denied=404),
    "tracking:agenda-add": Row(("session",), post=PAIR, denied=404),
    "tracking:agenda-change": Row(("point",), post=PAIR, denied=404),
    "tracking:session-answer": Row(("session",), post=PAIR, denied=404),
    "tracking:session-propose": Row(("session",), get=PAIR, post=PAIR, denied=404),
    "tracking:session-confirm": Row(("past",), post=PAIR, denied=404),
    "tracking:session-reopen": Row(("session",), post=PAIR, denied=404),
    "tracking:session-repeat": Row(("session",), post=PAIR, denied=404),
    "tracking:series-end": Row(("series",), post=PAIR, denied=404),
    "tracking:session-close": Row(("session",), post=PAIR, denied=404),
    "tracking:session-log": Row(("past",), get=PAIR, post=PAIR, denied=404),
    "tracking:session-correct": Row(("past",), get=PAIR, post=PAIR, denied=404),
    "tracking:session-take-back": Row(("past",), post=PAIR, denied=404),
    "tracking:goal-edit": Row(("goal",), get=PAIR, post=PAIR, denied=404),
    "tracking:goal": Row(("goal",), get=PAIR, denied=404),
    "tracking:goal-decline": Row(("goal",), get=PAIR, post=PAIR, denied=404),
    "tracking:goal-drop": Row(("goal",), get=PAIR, post=PAIR, denied=404),
    "tracking:goal-reopen": Row(("goal",), post=PAIR, denied=404),
    "tracking:goal-achieve": Row(("goal",), post=PAIR, denied=404),
    # One's own, of a mentorship that has ended: tests/tracking/test_goals.py.
    "tracking:goal-bring": Row(("mentorship", "goal"), post=NOBODY, denied=404),
    "tracking:items-add": Row(("mentorship",), get=PAIR, post=PAIR, denied=404),
    "tracking:item-review": Row(("item",), get=PAIR, post=PAIR, denied=404),
    "tracking:item-hints": Row(get=ALL),
    "tracking:item-edit": Row(("item",), get=PAIR, post=PAIR, denied=404),
    "tracking:goal-agree": Row(("goal",), post=PAIR, denied=404),
    "tracking:goal-progress": Row(("goal",), post=PAIR, denied=404),
    "tracking:item-toggle": Row(("item",), post=PAIR, denied=404),
    "tracking:proposal-answer": Row(("proposal",), post=PAIR, denied=404),
    "tracking:cadence-set": Row(("mentorship",), get=ADMIN, post=ADMIN),
    "tracking:insights": Row(get=HR),
    "tracking:fairness": Row(get=HR),
    "tracking:insights-refresh": Row(post=HR),
    "delivery:texts": Row(get=ADMIN),
    "delivery:text": Row(("text_kind",), get=ADMIN, post=ADMIN),
    "delivery:text-preview": Row(("text_kind",), post=ADMIN),
    "delivery:text-reset": Row(("text_kind",), post=ADMIN),
    "programs:list": Row(get=ALL),
    "programs:new": Row(get=ADMIN, post=ADMIN),
    "programs:detail": Row(("program",), get=INTERNAL, denied=404),
    "programs:edit": Row(("program",), get=ADMIN, post=ADMIN),
    "programs:goals": Row(("program",), get=ADMIN, post=ADMIN),
    "programs:guidelines": Row(("program",), get=ADMIN, post=ADMIN),
    "programs:cadence": Row(("program",), get=ADMIN, post=ADMIN),
    "programs:move": Row(("program", "to"), get=ADMIN, post=ADMIN),
    "programs:enrol": Row(("program",), get=INTERNAL, post=INTERNAL, denied=404),
    "programs:sign": Row(("program",), post=INTERNAL, denied=404),
    "programs:enrolments": Row(("program",), get=ADMIN),
    "programs:capacity": Row(("program",), post=ADMIN),
    "programs:decide": Row(("program",), post=ADMIN),
    "programs:enrol-people": Row(("program",), get=ADMIN, post=ADMIN),
    "programs:questions": Row(("program",), get=ADMIN),
    "programs:question-new": Row(("program",), get=ADMIN, post=ADMIN),
    "programs:question": Row(("program", "question"), get=ADMIN, post=ADMIN),
    "programs:question-move": Row(("program", "question"), post=ADMIN),
    "programs:question-retire": Row(("program", "question"), post=ADMIN),
    "programs:questions-ask": Row(("program",), post=ADMIN),
    "programs:enrolment": Row(("program", "enrolment"), get=ADMIN),
    "programs:answers": Row(("program", "enrolment"), get={"mentee"}, post={"mentee"}, denied=404),
    "programs:withdraw": Row(("program", "enrolment"), post={"mentee"}, denied=404),
    "matching:runs": Row(("program",), get=ADMIN, post=ADMIN),
    "matching:policy": Row(("program",), get=ADMIN, post=ADMIN),
    "matching:review": Row(("run",), get=ADMIN),
    "matching:groups": Row(("run",), get=ADMIN),
    "matching:pods": Row(("peer_run",), get=ADMIN),
    "matching:pods-mark": Row(("peer_run",), post=ADMIN),
    "matching:pod": Row(("pod",), get=ADMIN, post=ADMIN),
    "matching:pod-block": Row(("pod",), post=ADMIN),
    "matching:unmatched": Row(("run",), get=ADMIN),
    "matching:gaps": Row(("program",), get=ADMIN),
    "matching:candidates": Row(("program",), get=ADMIN, post=ADMIN),
    "matching:candidates-formula": Row(("program",), post=ADMIN),
    "matching:invite-mentor": Row(("program",), get=ADMIN, post=ADMIN),
    "matching:nominate": Row(("program",), get=INTERNAL, post=INTERNAL),
    "matching:nomination": Row(("nomination",), get={"colleague"}, post={"colleague"}, denied=404),
    "matching:publish": Row(("run",), get=ADMIN, post=ADMIN),
    "matching:discard": Row(("run",), post=ADMIN),
    "matching:mark": Row(("run",), post=ADMIN),
    "matching:again": Row(("run",), post=ADMIN),
    "matching:compare": Row(("run",), get=ADMIN),
    "matching:undo": Row(("run",), post=ADMIN),
    "matching:mentors": Row(("run", "enrolment"), get=ADMIN, post=ADMIN),
    "matching:pair": Row(("pair",), get=ADMIN),
    "matching:pair-block": Row(("pair",), post=ADMIN),
    "matching:directory": Row(get=INTERNAL),
    "matching:ask": Row(("mentor_part",), get={"colleague"}, post={"colleague"}, denied=404),
    "matching:request": Row(("request",), get={"mentor", "colleague"}, post={"mentor"}, denied=404),
    "matching:request-withdraw": Row(("request",), post={"colleague"}, denied=404),
    "matching:availability": Row(("mentor_part",), post={"mentor"}, denied=404),
    "matching:blocks": Row(get=ADMIN),
    "matching:block-lift": Row(("block",), post=ADMIN),
    "recognition:wall": Row(get=INTERNAL),
    "recognition:consent": Row(("award",), post={"mentee"}, denied=404),
    "people:list": Row(get=INTERNAL),
    "people:hours": Row(get=ALL, post=ALL),
    "people:absence-add": Row(post=ALL),
    "people:absence-remove": Row(("absence",), post={"mentee"}, denied=404),
    "people:linkedin": Row(get=ALL, post=ALL),
    "people:linkedin-keep": Row(post=ALL),
    "people:new": Row(get=ADMIN, post=ADMIN),
    "people:detail": Row(("member",), get=INTERNAL, denied=404),
    "people:edit": Row(("member",), get=ADMIN, post=ADMIN),
    "people:invite": Row(("member",), post=ADMIN),
    "people:invite-selected": Row(post=ADMIN),
    "people:roles": Row(("member",), post=OWNER),
    "people:imports": Row(get=ADMIN, post=ADMIN),
    "people:import-review": Row(("file",), get=ADMIN),
    "people:import-mapping": Row(("file",), get=ADMIN, post=ADMIN),
    "people:import-confirm": Row(("file",), post=ADMIN),
    "people:import-apply": Row(("file",), post=ADMIN),
    "people:import-refused": Row(("file",), get=ADMIN),
    "people:import-delete": Row(("file",), post=ADMIN),
    "delivery:notifications": Row(get=ALL),
    "delivery:read-all": Row(post=ALL),
    "delivery:failures": Row(get=ADMIN),
    "delivery:failures-send": Row(post=ADMIN),
    "delivery:preferences": Row(get=ALL, post=ALL),
    "delivery:hooks": Row(get=ADMIN),
    "delivery:hook-add": Row(get=ADMIN, post=ADMIN),
    "delivery:hook-edit": Row(("hook",), get=ADMIN, post=ADMIN),
    "delivery:hook-test": Row(("hook",), post=ADMIN),
    "delivery:hook-remove": Row(("hook",), post=ADMIN),
    "delivery:open": Row(("notification",), post={"mentee"}, denied=404),
    "calendars:feed": Row(get=ALL, post=ALL),
    "calendars:feed-remove": Row(post=ALL),
    "surveys:list": Row(("program",), get=HR),
    "surveys:new": Row(("program",), get=ADMIN, post=ADMIN),
    "surveys:copy": Row(("program",), post=ADMIN),
    "surveys:survey": Row(("program", "survey"), get=ADMIN),
    "surveys:edit": Row(("program", "survey"), get=ADMIN, post=ADMIN),
    "surveys:switch": Row(("program", "survey"), post=ADMIN),
    "surveys:results": Row(("program", "survey"), get=HR),
    "surveys:draft": Row(("program", "survey"), post=ADMIN),
    "surveys:publish": Row(("program", "survey"), get=ADMIN, post=ADMIN),
    "surveys:question-new": Row(("program", "survey"), get=ADMIN, post=ADMIN),
    "surveys:question": Row(("program", "survey", "survey_question"), get=ADMIN, post=ADMIN),
    "surveys:question-move": Row(("program", "survey", "survey_question"), post=ADMIN),
    "surveys:question-remove": Row(("program", "survey", "survey_question"), post=ADMIN),
    "surveys:mine": Row(get=ALL),
    "surveys:request": Row(("survey_request",), get={"mentee"}, post={"mentee"}, denied=404),
    "surveys:decline": Row(("survey_request",), post={"mentee"}, denied=404),
    "surveys:colleagues": Row(("mentorship",), get={"mentee"}, post={"mentee"}, denied=404),
    "surveys:give": Row(("mentorship",), get=PAIR, post=PAIR, denied=404),
    "surveys:given": Row(("given",), get=PAIR, denied=404),
    "surveys:reply": Row(("given",), post={"mentee"}, denied=404),
    "jobs:detail": Row(("job",), get={"admin"}, denied=404),
    "jobs:cancel": Row(("job",), post={"admin"}, denied=404),
    "tenancy:settings": Row(get=OWNER, post=OWNER),
    "audit:entries": Row(get=OWNER),
    "accounts:tokens": Row(get=ADMIN),
    "accounts:token-create": Row(post=ADMIN),
    "accounts:token-revoke": Row(("token",), post=ADMIN),
}
# Open to visitors: links with a secret, and a colour.
PUBLIC = {"accounts:join", "acts:act", "calendars:feed-read", "delivery:stop", "tenancy:brand-css"}
# A page that exists and says no more than that it has nothing (yet) to do.
DONE = {200, 302, 422}


def routes() -> set[str]:
    """The names of all URLs under /o/<slug>/."""
    [tree] = [each for each in get_resolver().url_patterns if str(each.pattern).startswith("o/")]
    return set(_walk(tree, ""))


def _walk(resolver: URLResolver, space: str) -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield f"{space}{each.name}"
        else:
            yield from _walk(each, f"{space}{each.namespace}:" if each.namespace else space)


def test_the_table_knows_every_route() -> None:
    assert routes() == set(TABLE) | PUBLIC


@pytest.fixture(params=["application", "owner"])
def database_role(
    request: pytest.FixtureRequest, django_db_blocker: Any, django_db_setup: None
) -> Iterator[str]:
    app = connection.settings_dict["USER"]
    with django_db_blocker.unblock():
        connection.close()
    if request.param == "owner":
        connection.settings_dict["USER"] = connections["owner"].settings_dict["USER"]
    yield request.param
    with django_db_blocker.unblock():
        connection.close()
    connection.settings_dict["USER"] = app


@pytest.fixture
def worlds(database_role: str, db: None) -> dict[str, world.World]:
    made = {}
    for slug in ("northwind", "fabrikam"):
        organization = factories.organization(slug)
        with tenant(organization.pk):
            made[slug] = world.build(organization)
    return made


def answer(client: Client, method: str, url: str) -> int:
    """The status, with everything that the request wrote undone."""
    point = transaction.savepoint()
    caches["shared"].delete("beat:last")
    try:
        return getattr(client, method)(url).status_code
    finally:
        transaction.savepoint_rollback(point)


def url_of(name: str, place: world.World, ids: dict[str, Any]) -> str:
    return reverse(name, args=[place.organization.slug, *(ids[key] for key in TABLE[name].args)])


def test_each_role_gets_what_the_table_says(worlds: dict[str, world.World]) -> None:
    place = worlds["northwind"]
    wrong = []
    for role in world.ROLES:
        client = factories.client_of(place.people[role])
        for name, row in TABLE.items():
            url = url_of(name, place, place.ids)
            for method, allowed in (("get", row.get), ("post", row.post)):
                status = answer(client, method, url)
                if allowed is None:
                    fine = status in (405, row.denied)
                else:
                    fine = status in DONE if role in allowed else status == row.denied
                if not fine:
                    wrong.append((role, method, name, status))
    assert wrong == []


def test_a_member_of_another_organisation_gets_404_everywhere(
    worlds: dict[str, world.World],
) -> None:
    place = worlds["northwind"]
    wrong = []
    for role in ("owner", "mentee"):
        client = factories.client_of(worlds["fabrikam"].people[role])
        for name in TABLE:
            for method in ("get", "post"):
                status = answer(client, method, url_of(name, place, place.ids))
                if status != 404:
                    wrong.append((role, method, name, status))
    assert wrong == []


def test_ids_of_another_organisation_are_not_found(worlds: dict[str, world.World]) -> None:
    """Everybody who may open a page with their own ids gets 404 with another organisation's."""
    place, foreign = worlds["northwind"], worlds["fabrikam"]
    wrong = []
    for name, row in TABLE.items():
        # A kind of message belongs to no organisation.
        if row.args in ((), ("text_kind",)):
            continue
        for method, allowed in (("get", row.get), ("post", row.post)):
            for role in allowed or ():
                status = answer(
                    factories.client_of(place.people[role]),
                    method,
                    url_of(name, place, foreign.ids),
                )
                if status != 404:
                    wrong.append((role, method, name, status))
    assert wrong == []


def test_a_visitor_is_sent_to_sign_in(worlds: dict[str, world.World]) -> None:
    place = worlds["northwind"]
    for name in TABLE:
        response = Client().get(url_of(name, place, place.ids))
        assert (response.status_code, response.headers.get("Location", "")[:23]) == (
            302,
            "/accounts/login/?next=/",
        ), name


def test_a_visitor_cannot_tell_which_organisations_exist(worlds: dict[str, world.World]) -> None:
    answers = [Client().get(f"/o/{slug}/people/") for slug in ("northwind", "nobody")]
    assert [each.status_code for each in answers] == [302, 302]
    assert answers[0]["Location"].replace("northwind", "nobody") == answers[1]["Location"]


def test_a_link_of_an_invitation_that_nobody_sent_opens_nothing(
    worlds: dict[str, world.World],
) -> None:
    response = Client().get(reverse("accounts:join", args=["northwind", "guessed"]))
    assert response.status_code == 410
    assert b"not one of ours" in response.content


def test_no_page_shows_a_private_note_to_anyone_but_its_writer(
    worlds: dict[str, world.World],
) -> None:
    place = worlds["northwind"]
    url = reverse("tracking:mentorship", args=["northwind", place.ids["mentorship"]])
    seen = {
        role: factories.client_of(place.people[role]).get(url).content.decode()
        for role in ("mentor", "mentee", "admin")
    }
    assert {role: "Private words" in html for role, html in seen.items()} == {
        "mentor": True,
        "mentee": False,
        "admin": False,
    }
    assert {role: "Shared words" in html for role, html in seen.items()} == {
        "mentor": True,
        "mentee": True,
        "admin": False,
    }
    with connection.cursor() as cursor, tenant(place.organization.pk):
        cursor.execute(
            "SELECT count(*) FROM tracking_note WHERE text LIKE '%%Private%%' OR sealed LIKE"
            " '%%Private%%'::bytea"
        )
        assert cursor.fetchone()[0] == 0
