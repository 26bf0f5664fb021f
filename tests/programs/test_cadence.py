"""A program's cadence: what an admin writes, reads back and tries, and what was kept before."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.models import Mentorship
from mentorship.tenancy.models import Member, Organization
from programs import actions
from programs.cadence import (
    USUAL_ASKED,
    USUAL_BACK,
    Asked,
    Back,
    Rules,
    Step,
    faults,
    flat,
    rules_in,
)
from programs.models import CadencePolicy, Program
from programs.words.cadence import policy_words
from tests.pairs import Pair, ready_for_less, steps
from tests.tokens import api
from tracking.actions import pulse
from tracking.models import Session

stored = import_module("programs.migrations.0011_carry_cadence")
WEEKLY_THEN_MONTHLY = Rules(
    "weekly", (Step("weekly", Asked(sessions=1)), Step("monthly")), Back(missed=3)
)


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


@pytest.fixture
def page(pair: Pair) -> str:
    return reverse("programs:cadence", args=["northwind", pair.program.pk])


def typed(rules: Rules, **others: Any) -> dict[str, Any]:
    """As a browser sends it: no box that is not ticked, nothing for what is not asked."""
    values = {name: "" if value is None else value for name, value in flat(rules).items()}
    return {name: value for name, value in values.items() if value is not False} | others


def test_a_policy_is_read_back_as_one_would_say_it() -> None:
    assert policy_words(Rules()) == [
        (
            "They meet weekly until they have met 4 times, at least 70 % of their action items were"
            " done on time, their goals stand at 30 % and both say “needs help now and then” or"
            " better."
        ),
        (
            "Then fortnightly until they have met 4 times, at least 70 % of their action items were"
            " done on time, their goals stand at 30 % and both say “needs help now and then” or"
            " better."
        ),
        "Then monthly.",
        (
            "They are asked to meet more often again when 2 sessions in a row are missed, one"
            " of them says “often needs help” or worse or fewer than 30 % of their action items"
            " are done on time."
        ),
    ]
    views = Asked(weeks=1, mentee_independence=5, mentor_independence=4)
    one = Rules("monthly", (Step("weekly", views), Step("monthly")), Back())
    assert policy_words(one) == [
        "A new mentorship begins monthly.",
        (
            "They meet weekly until 1 week has passed, the mentee says “would manage alone” or"
            " better and the mentor says “seldom needs help” or better."
        ),
        "Then monthly.",
    ]
    assert policy_words(Rules("monthly", (Step("monthly"),), USUAL_BACK)) == ["They meet monthly."]


def test_an_admin_writes_stages_and_blank_fields_are_not_asked(
    admin_client: Client, page: str
) -> None:
    html = admin_client.get(page).content.decode()
    assert "They meet weekly until they have met 2 times" in html
    answer = admin_client.post(page, typed(WEEKLY_THEN_MONTHLY))
    assert answer.status_code == 302
    assert CadencePolicy.objects.get().rules == WEEKLY_THEN_MONTHLY


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (Rules("weekly", ()), "Use at least one stage."),
        (Rules("weekly", (Step("monthly"),)), "Choose a stage that this program uses."),
        (Rules("weekly", (Step("weekly"), Step("monthly"))), "at least one thing"),
        (
            Rules("weekly", (Step("weekly", USUAL_ASKED), Step("monthly")), Back(independence=4)),
            "sends them straight back",
        ),
    ],
)
def test_what_cannot_be_is_said_and_kept_as_typed(
    admin_client: Client, admin: Member, pair: Pair, page: str, rules: Rules, words: str
) -> None:
    before = CadencePolicy.objects.get().rules
    answer = admin_client.post(page, typed(rules))
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert CadencePolicy.objects.get().rules == before
    with pytest.raises(actions.CadenceError):
        actions.set_cadence_policy(program=pair.program, rules=rules, by=admin, at=timezone.now())


def test_a_stage_that_is_not_used_may_hold_anything(admin_client: Client, page: str) -> None:
    answer = admin_client.post(page, typed(WEEKLY_THEN_MONTHLY, fortnightly_sessions="99"))
    assert answer.status_code == 302


def test_two_halves_of_two_admins_that_do_not_fit_are_refused(
    admin_client: Client, page: str
) -> None:
    read = admin_client.get(page).context["form"]["read"].value()
    CadencePolicy.objects.update(stages=steps(on_time_percent=60))
    late = typed(CadencePolicy.objects.get().rules, read=read, back_on_time_percent="65")
    late["weekly_on_time_percent"] = "70"
    late["fortnightly_on_time_percent"] = "70"
    answer = admin_client.post(page, late)
    assert answer.status_code == 422
    assert "sends them straight back" in answer.content.decode()


def test_a_preview_names_whom_the_change_would_move_and_saves_nothing(
    admin_client: Client, pair: Pair, page: str
) -> None:
    ready_for_less(pair)
    new = Mentorship.objects.create(
        organization=pair.organization,
        program=pair.program,
        title="Published just now",
        started_at=timezone.now(),
    )
    before = CadencePolicy.objects.get().rules
    answer = admin_client.post(page, typed(WEEKLY_THEN_MONTHLY, preview="1"))
    preview, html = answer.context["preview"], answer.content.decode()
    assert (preview.looked_at, preview.by_saved, preview.by_new) == (2, 1, 1)
    assert (preview.asked, preview.differ) == (1, 1)
    [row] = preview.rows
    assert (row.title, row.stage, row.by_saved, row.by_new) == (
        "Maya & Tom",
        "Weekly",
        "Fortnightly",
        "Monthly",
    )
    assert "2 mentorships were looked at." in html
    assert "They meet weekly until they have met 1 time." in html
    assert CadencePolicy.objects.get().rules == before
    assert not new.stages.exists()
    assert not Mentorship.objects.filter(proposals__isnull=False).exists()
    assert admin_client.post(page, typed(before, preview="1")).context["preview"].differ == 0


def test_a_preview_counts_all_and_shows_fifty(
    admin_client: Client, pair: Pair, page: str, django_assert_max_num_queries: Any
) -> None:
    Mentorship.objects.bulk_create(
        Mentorship(
            organization=pair.organization,
            program=pair.program,
            title=f"Pair {number}",
            started_at=timezone.now() - timedelta(days=15),
        )
        for number in range(60)
    )
    pulse.begin_mentorships(organization=pair.organization)
    met = timezone.now() - timedelta(days=3)
    Session.objects.bulk_create(
        Session(
            organization=pair.organization,
            mentorship=mentorship,
            starts_at=met,
            state="held",
            logged_at=met,
            booked_by=pair.mentee,
        )
        for mentorship in Mentorship.objects.exclude(pk=pair.mentorship.pk)
    )
    rules = Rules("weekly", (Step("weekly", Asked(weeks=2)), Step("monthly")), Back())
    with django_assert_max_num_queries(40):
        answer = admin_client.post(page, typed(rules, preview="1"))
    preview = answer.context["preview"]
    assert (preview.looked_at, preview.asked, len(preview.rows)) == (61, 60, 50)
    # The pair has not met for three weeks: nobody asks it to meet less often.
    assert "The first 50 of 60." in answer.content.decode()


@pytest.mark.parametrize(
    ("columns", "asked"),
    [
        (
            (4, 70, 30, 3),
            {
                "sessions": 4,
                "on_time_percent": 70,
                "goal_percent": 30,
                "mentee_independence": 3,
                "mentor_independence": 3,
            },
        ),
        (
            (1, 0, 0, 1),
            {
                "sessions": 1,
                "on_time_percent": None,
                "goal_percent": None,
                "mentee_independence": 3,
                "mentor_independence": 3,
            },
        ),
        ((20, 10, 100, 5), {"sessions": 20, "on_time_percent": 30, "goal_percent": 100}),
    ],
)
def test_what_an_earlier_version_asked_is_asked_of_every_stage(
    columns: tuple[int, int, int, int], asked: dict[str, Any]
) -> None:
    stages = stored.stages_of(*columns)
    assert [stage["stage"] for stage in stages] == ["weekly", "fortnightly", "monthly"]
    for stage in stages[:2]:
        assert asked.items() <= stage.items()
    assert set(stages[2].values()) == {"monthly", None}
    rules = rules_in("weekly", stages, stored.BACK)
    assert (faults(rules), rules.back) == ({}, USUAL_BACK)


def test_the_carried_columns_come_back() -> None:
    assert stored.columns_of(stored.stages_of(4, 70, 30, 3)) == (4, 70, 30, 3)
    assert stored.columns_of(steps(sessions=None, mentee_independence=None)) == (1, 70, 30, 3)
    assert stored.columns_of([]) == (1, 0, 0, 1)


def test_what_was_never_written_is_as_usual() -> None:
    assert rules_in("weekly", [], {}) == Rules()


def test_the_program_shows_the_mix_with_the_list_behind_it(
    admin_client: Client, pair: Pair
) -> None:
    html = admin_client.get(
        reverse("programs:detail", args=["northwind", pair.program.pk])
    ).content.decode()
    listed = f"{reverse('tracking:mentorships', args=['northwind'])}?program={pair.program.pk}"
    assert f'{listed}&amp;state=active&amp;stage=weekly"' in html
    assert "1 weekly" in html
    assert "monthly</a>" not in html
    page = admin_client.get(f"{listed}&state=active&stage=weekly").content.decode()
    assert "Maya &amp; Tom" in page
    assert "Maya &amp; Tom" not in admin_client.get(f"{listed}&stage=monthly").content.decode()


class TestApi:
    def sent(self, **changed: Any) -> dict[str, Any]:
        return {
            "first_stage": "weekly",
            "stages": [{"stage": "weekly", "sessions": 1}, {"stage": "monthly"}],
            "back": {"missed": 3},
            **changed,
        }

    def path(self, program: Program, what: str = "") -> str:
        return f"/api/v1/programs/{program.pk}/cadence/{what}"

    def test_an_admin_reads_and_replaces_the_rules(self, pair: Pair, admin: Member) -> None:
        client, path = api(admin, scopes=["read", "write"]), self.path(pair.program)
        assert client.get(path).json()["stages"][0]["sessions"] == 2
        put = client.put(path, self.sent(), content_type="application/json")
        assert put.status_code == 200
        assert put.json()["sentences"][:2] == [
            "They meet weekly until they have met 1 time.",
            "Then monthly.",
        ]
        assert CadencePolicy.objects.get().rules == WEEKLY_THEN_MONTHLY
        same = {name: value for name, value in put.json().items() if name != "sentences"}
        assert client.put(path, same, content_type="application/json").status_code == 200

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"stages": []}, "stages"),
            ({"stages": [{"stage": "monthly"}, {"stage": "weekly", "sessions": 1}]}, "stages"),
            ({"stages": [{"stage": "weekly"}, {"stage": "monthly"}]}, "weekly_sessions"),
            ({"stages": [{"stage": "weekly", "sessions": 21}, {"stage": "monthly"}]}, "stages"),
            ({"first_stage": "fortnightly"}, "first_stage"),
            ({"back": {"missed": 1}}, "back"),
            ({"weekly": True}, "weekly"),
        ],
    )
    def test_what_cannot_be_is_named(
        self, pair: Pair, admin: Member, changed: dict[str, Any], field: str
    ) -> None:
        client, path = api(admin, scopes=["read", "write"]), self.path(pair.program)
        answer = client.put(path, self.sent(**changed), content_type="application/json")
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])

    def test_a_preview_saves_nothing(self, pair: Pair, admin: Member) -> None:
        ready_for_less(pair)
        before = CadencePolicy.objects.get().rules
        client = api(admin, scopes=["read", "write"])
        path = self.path(pair.program, "preview/")
        found = client.post(path, self.sent(), content_type="application/json").json()
        assert (found["looked_at"], found["differ"]) == (1, 1)
        assert found["rows"][0]["by_new"] == "Monthly"
        assert CadencePolicy.objects.get().rules == before

    def test_others_may_not(self, pair: Pair, admin: Member, fabrikam: Organization) -> None:
        path = self.path(pair.program)
        mentor = api(pair.mentor, scopes=["read", "write"])
        assert mentor.get(path).status_code in (403, 404)
        put = mentor.put(path, self.sent(), content_type="application/json")
        assert put.status_code == 403
        reader = api(admin, scopes=["read"])
        assert reader.put(path, self.sent(), content_type="application/json").status_code == 403
