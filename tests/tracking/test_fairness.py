import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from matching.models import Pair, Run, Unmatched
from mentorship.tenancy.models import Member, OrganizationSettings
from programs.models import Enrolment, Program
from tests import factories
from tracking.fairness import Mentee, read_groups, t_quantile, wilson
from tracking.words import fairness_words

groups = st.lists(
    st.builds(Mentee, st.sampled_from(["Law", "Sales", "Art"]), st.none() | st.integers(0, 10_000)),
    max_size=60,
)


def test_wilsons_interval_is_the_published_one() -> None:
    # Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I: 15 of 148.
    low, high = wilson(15, 148, z=1.959964)
    assert (round(low, 2), round(high, 2)) == (6.24, 16.05)
    assert wilson(0, 20, z=1.959964)[0] == 0.0


@given(groups)
def test_no_group_under_k_is_read_and_the_withheld_hide_each_other(mentees: list[Mentee]) -> None:
    sizes = {name: sum(each.group == name for each in mentees) for name in ("Law", "Sales", "Art")}
    readings = read_groups(mentees, k=5)
    withheld = [each for each in readings if each.verdict == "withheld"]
    for each in readings:
        if each.verdict == "withheld":
            assert (each.people, each.rate, each.mean) == (None, None, None)
        else:
            assert each.people == sizes[each.group] >= 5
    assert len(withheld) != 1 or len(readings) == 1
    assert (
        not withheld
        or len(withheld) == len(readings)
        or sum(sizes[each.group] for each in withheld) >= 5
    )


def test_a_group_that_is_left_out_is_named_and_small_chance_is_not() -> None:
    law = [Mentee("Law", 5_000 if n < 9 else None) for n in range(30)]
    sales = [Mentee("Sales", 5_000 if n < 25 else None) for n in range(30)]
    readings = read_groups([*law, *sales], k=5)
    assert [(each.group, each.verdict) for each in readings] == [("Law", "less"), ("Sales", "more")]
    assert fairness_words(readings).startswith(
        "Law fares worse than the whole by more than chance explains."
    )
    alike = read_groups(
        [Mentee(name, 5_000 if n > 4 else None) for name in ("Law", "Sales") for n in range(40)],
        k=5,
    )
    assert (
        fairness_words(alike) == "No group fares worse than the whole by more than chance explains."
    )


def test_a_difference_that_nobody_would_feel_is_none() -> None:
    law = [Mentee("Law", 5_000 + n % 2) for n in range(40)]
    sales = [Mentee("Sales", 5_100 + n % 2) for n in range(40)]
    readings = read_groups([*law, *sales], k=5)
    assert [each.verdict for each in readings] == ["alike", "alike"]
    far = [Mentee("Sales", 5_900 + n % 2) for n in range(40)]
    assert [each.verdict for each in read_groups([*law, *far], k=5)] == ["less", "more"]


def test_one_group_alone_is_compared_with_nobody() -> None:
    readings = read_groups([Mentee("Law", 5_000)] * 30, k=5)
    assert [each.verdict for each in readings] == ["alone"]
    assert fairness_words(readings) == "There are too few people in these groups to say anything."


def run_of(admin: Member, at: Any, *, state: str = "published") -> Run:
    program = Program.objects.create(
        organization=admin.organization,
        name="Compass",
        starts_on=at.date(),
        ends_on=at.date().replace(year=2030),
        created_at=at,
        state="running",
    )
    run = Run.objects.create(
        organization=admin.organization,
        program=program,
        state=state,
        created_at=at,
        by=admin,
        published_at=at if state == "published" else None,
    )
    mentor = _part(program, "mentor", at)
    for department, number, alone in (("Law", 12, 4), ("Sales", 20, 5), ("Zoo", 2, 1)):
        for n in range(number):
            part = _part(program, "mentee", at, department=department)
            if n >= alone:
                Pair.objects.create(
                    organization=admin.organization,
                    run=run,
                    mentor=mentor,
                    mentee=part,
                    score=6_000,
                )
            else:
                Unmatched.objects.create(
                    organization=admin.organization, run=run, enrolment=part, reason="r"
                )
    return run


def _part(program: Program, role: str, at: Any, **values: Any) -> Enrolment:
    person = factories.member(program.organization, **values)
    return Enrolment.objects.create(
        organization=program.organization,
        program=program,
        member=person,
        role=role,
        state="approved",
        applied_at=at,
    )


def test_hr_sees_published_matchings_only_and_no_small_group(
    hr_client: Client, admin_client: Client, admin: Member, at: Any
) -> None:
    run_of(admin, at, state="review")
    url = reverse("tracking:fairness", args=["northwind"])
    assert "No matching yet" in hr_client.get(url).content.decode()
    assert "(in review)" in admin_client.get(url).content.decode()
    Run.objects.update(state="published", published_at=at)
    html = hr_client.get(url).content.decode()
    # The zoo is two people; law goes with it, or a subtraction would bring it back.
    rows = {row.split("<")[0]: row for row in re.split(r'<th scope="row">', html)[1:]}
    assert "Withheld" in rows["Zoo"]
    assert "Withheld" in rows["Law"]
    assert "75 %" in rows["Sales"]


def test_gender_is_read_only_where_the_organisation_collects_it(
    admin: Member, admin_client: Client, at: Any
) -> None:
    run_of(admin, at)
    Member.objects.filter(department="Sales").update(gender="Female")
    url = reverse("tracking:fairness", args=["northwind"])
    assert "By gender" not in admin_client.get(url).content.decode()

    OrganizationSettings.objects.filter(organization=admin.organization_id).update(
        collects_gender=True
    )

    table = admin_client.get(url).content.decode().split("By gender")[1]
    assert "Female" in table
    assert "75 %" in table
    assert "Not known" in table


@given(groups)
def test_no_share_names_who_is_with_or_without_somebody(mentees: list[Mentee]) -> None:
    readings = read_groups(mentees, k=5)
    hidden = [each.group for each in readings if each.verdict == "withheld"]
    for side in (lambda each: each.score is not None, lambda each: each.score is None):
        sizes = {
            each.group: sum(side(m) for m in mentees if m.group == each.group) for each in readings
        }
        for each in readings:
            if each.verdict != "withheld":
                assert sizes[each.group] == 0 or sizes[each.group] >= 5
        rest = sum(sizes[name] for name in hidden)
        assert len(hidden) == len(readings) or rest == 0 or rest >= 5


def test_43_of_44_is_withheld() -> None:
    mentees = [Mentee("Law", 5_000 if n else None) for n in range(44)] + [
        Mentee("Sales", 5_000)
    ] * 44
    assert {each.verdict for each in read_groups(mentees, k=5)} == {"withheld"}


@pytest.mark.parametrize(
    ("p", "degrees", "quantile"), [(0.975, 1, 12.706), (0.975, 4, 2.776), (0.995, 9, 3.250)]
)
def test_the_interval_of_a_mean_takes_the_exact_quantile(
    p: float, degrees: int, quantile: float
) -> None:
    # Student's t distribution, critical values, to three places.
    assert round(t_quantile(p, degrees), 3) == quantile
