import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from matching import queries
from matching.actions import pairs, publication
from matching.actions.errors import MatchingError
from matching.models import Block, Pair, Run, Unmatched
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member
from programs.models import Enrolment
from tests import factories, races
from tests.matching.pools import named_pool, names, pool, solved


def url(name: str, *args: Any) -> str:
    return reverse(f"matching:{name}", args=["northwind", *args])


def test_pairs_are_approved_pinned_and_taken_out_together(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program, _ = named_pool(admin, at)
    run = solved(program, admin, at)
    ids = list(run.pairs.values_list("pk", flat=True))
    admin_client.post(url("mark", run.pk), {"mark": "approve", "ids": ids[:2]})
    admin_client.post(url("mark", run.pk), {"mark": "pin", "ids": ids[:1]})
    assert run.pairs.filter(is_approved=True).count() == 2
    run.refresh_from_db()
    assert "is_edited" not in run.figures
    response = admin_client.post(
        url("mark", run.pk), {"mark": "remove", "ids": ids[:1], "state": "approved"}
    )
    assert response["Location"] == url("review", run.pk) + "?state=approved"
    out = Pair.objects.get(pk=ids[0])
    assert (out.is_removed, out.is_approved, out.is_pinned) == (True, False, False)
    assert (
        admin_client.get(url("review", run.pk) + "?state=approved").context["page"].rows[0]["id"]
        == ids[1]
    )
    run.refresh_from_db()
    assert (run.figures["matched"], run.figures["is_edited"]) == (2, True)


def test_all_that_the_filters_leave_can_be_approved_at_once(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program, people = named_pool(admin, at)
    run = solved(program, admin, at)
    admin_client.post(url("mark", run.pk), {"mark": "approve", "scope": "all", "q": "law"})
    assert [pair.mentee_id for pair in run.pairs.filter(is_approved=True)] == [
        people["Law Mentee"].pk
    ]
    response = admin_client.post(url("mark", run.pk), {"mark": "approve"}, follow=True)
    assert "tick the pairs that you mean" in response.content.decode()


def test_a_pair_says_what_it_rests_on_and_why_nobody_else(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program, people = named_pool(admin, at)
    run = solved(program, admin, at)
    pair = run.pairs.get(mentee=people["Law Mentee"])
    assert sum(each["points"] for each in pair.points) == pair.score
    assert (pair.rank, pair.feasible, len(pair.alternatives)) == (1, 3, 2)
    html = admin_client.get(url("pair", pair.pk)).content.decode()
    assert "the best of the 3 mentors whom the rules allow Law" in html
    assert "law, tax" in html
    assert html.count("Scores below the weakest pair that the program has to accept.") == 2


def test_a_mentor_can_be_chosen_in_exchange(admin_client: Client, admin: Member, at: Any) -> None:
    program, people = named_pool(admin, at)
    run = solved(program, admin, at)
    page = url("mentors", run.pk, people["Law Mentee"].pk)
    ranked = admin_client.get(page).context["ranked"]
    assert (ranked[0].mentor, ranked[0].is_now, ranked[1].seats) == (people["Law Mentor"], True, 0)
    code = run.pairs.get(mentee=people["Code Mentee"])
    response = admin_client.post(page, {"mentor": people["Code Mentor"].pk})
    assert "no free seat" in response.content.decode()
    response = admin_client.post(page, {"mentor": people["Code Mentor"].pk, "exchange": code.pk})
    pair = run.pairs.get(mentee=people["Law Mentee"])
    assert response["Location"] == url("pair", pair.pk)
    assert pair.is_pinned
    assert sum(each["points"] for each in pair.points) == pair.score
    assert names(run) == {
        "Law Mentee": "Code Mentor",
        "Code Mentee": "Law Mentor",
        "Art Mentee": "Art Mentor",
    }


def test_who_loses_a_seat_and_may_not_have_the_other_mentor_is_unmatched(
    admin: Member, at: Any
) -> None:
    program, people = named_pool(admin, at)
    Member.objects.filter(pk=people["Code Mentee"].member_id).update(
        manager=people["Law Mentor"].member_id
    )
    run = solved(program, admin, at)
    code = run.pairs.get(mentee=people["Code Mentee"])
    chosen = {
        "run": run,
        "mentee": people["Law Mentee"],
        "mentor": people["Code Mentor"],
        "by": admin,
        "at": at,
    }
    pairs.choose_mentor(exchange=code, **chosen)
    assert names(run) == {"Law Mentee": "Code Mentor", "Art Mentee": "Art Mentor"}
    assert str(Unmatched.objects.get().reason).startswith("Their mentor was given to Law Mentee.")
    pairs.choose_mentor(
        run=run,
        mentee=people["Code Mentee"],
        mentor=people["Art Mentor"],
        by=admin,
        at=at,
        exchange=run.pairs.get(mentee=people["Art Mentee"]),
    )
    assert names(run)["Code Mentee"] == "Art Mentor"
    assert "Art Mentee" not in names(run)
    with pytest.raises(MatchingError, match="reporting line of Code Mentee"):
        pairs.choose_mentor(
            run=run, mentee=people["Code Mentee"], mentor=people["Law Mentor"], by=admin, at=at
        )


def test_whom_an_admin_keeps_apart_is_never_proposed_again(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program, people = named_pool(admin, at)
    run = solved(program, admin, at)
    pair = run.pairs.get(mentee=people["Law Mentee"])
    admin_client.post(url("pair-block", pair.pk), {"reason": "They worked together"})
    pair.refresh_from_db()
    assert pair.is_removed
    assert names(solved(program, admin, at))["Law Mentee"] != "Law Mentor"
    block = Block.objects.get()
    assert "They worked together" in admin_client.get(url("blocks")).content.decode()
    admin_client.post(url("block-lift", block.pk))
    assert names(solved(program, admin, at))["Law Mentee"] == "Law Mentor"


def test_a_seat_that_was_given_away_cannot_be_taken_back_by_putting_a_pair_back(
    admin: Member, at: Any
) -> None:
    program, people = named_pool(admin, at)
    run = solved(program, admin, at)
    law = run.pairs.get(mentee=people["Law Mentee"])
    pairs.mark_pairs(run=run, ids=[law.pk], mark="remove", by=admin, at=at)
    pairs.choose_mentor(
        run=run, mentee=people["Code Mentee"], mentor=people["Law Mentor"], by=admin, at=at
    )
    with pytest.raises(MatchingError, match="Law Mentor has no seat left for Law Mentee"):
        pairs.mark_pairs(run=run, ids=[law.pk], mark="restore", by=admin, at=at)
    assert names(run) == {"Code Mentee": "Law Mentor", "Art Mentee": "Art Mentor"}


@pytest.mark.django_db(transaction=True)
def test_two_admins_cannot_give_away_the_same_seat() -> None:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        admin = factories.member(organization, roles=["admin"])
        run = solved(pool(admin, factories.START, mentors=2, mentees=2), admin, factories.START)
        free = run.pairs.get().mentor
        Pair.objects.all().delete()
        mentees = list(Enrolment.objects.filter(role="mentee").select_related("member"))
        run_pk = run.pk
    queue = iter(mentees)

    def choose() -> Pair:
        fresh = Run.objects.get(pk=run_pk)
        return pairs.choose_mentor(
            run=fresh, mentee=next(queue), mentor=free, by=admin, at=factories.START
        )

    results = races.at_once(organization.pk, choose)
    assert sorted(type(each).__name__ for each in results) == ["MatchingError", "Pair"]
    with tenant(organization.pk):
        assert Pair.objects.filter(run=run_pk, mentor=free).count() == 1


def test_a_block_beats_the_review_the_next_run_and_publishing(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program, people = named_pool(admin, at)
    run = solved(program, admin, at)
    pair = run.pairs.get(mentee=people["Law Mentee"])
    pairs.mark_pairs(run=run, ids=[pair.pk], mark="pin", by=admin, at=at)
    later = solved(program, admin, at, parent=run)
    pairs.block_pair(pair=pair, reason="", by=admin, at=at)
    for mark in ("restore", "approve", "pin"):
        with pytest.raises(MatchingError, match="Law Mentor and Law Mentee are never matched"):
            pairs.mark_pairs(run=run, ids=[pair.pk], mark=mark, by=admin, at=at)
    with pytest.raises(MatchingError, match="never to be matched"):
        pairs.choose_mentor(
            run=run, mentee=people["Law Mentee"], mentor=people["Law Mentor"], by=admin, at=at
        )
    assert names(later)["Law Mentee"] == "Law Mentor"
    with pytest.raises(MatchingError, match="you keep them apart"):
        publication.publish_run(run=later, by=admin, at=at)
    last = solved(program, admin, at, parent=later)
    assert names(last).get("Law Mentee") != "Law Mentor"
    assert not last.pairs.filter(mentee=people["Law Mentee"], is_pinned=True).exists()


def test_a_page_that_was_open_too_long_moves_nobody(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program, people = named_pool(admin, at)
    run = solved(program, admin, at)
    page = url("mentors", run.pk, people["Law Mentee"].pk)
    html = admin_client.get(page).content.decode()
    assert re.search(r"Code Mentee, \d+: then Law Mentor, \d+", html)
    law, art = (
        run.pairs.get(mentee=people["Law Mentee"]),
        run.pairs.get(mentee=people["Art Mentee"]),
    )
    pairs.choose_mentor(
        run=run,
        mentee=people["Law Mentee"],
        mentor=people["Art Mentor"],
        exchange=art,
        by=admin,
        at=at,
    )
    before = names(run)
    values = {
        "mentor": people["Code Mentor"].pk,
        "now": people["Law Mentor"].pk,
        "exchange": run.pairs.get(mentee=people["Code Mentee"]).pk,
    }
    response = admin_client.post(page, values)
    assert response.status_code == 422
    assert "Law Mentee has another mentor meanwhile." in response.content.decode()
    assert names(run) == before
    assert law.pk == run.pairs.get(mentee=people["Law Mentee"]).pk


def test_scores_after_running_again_are_what_the_pairs_are_worth(admin: Member, at: Any) -> None:
    program, _ = named_pool(admin, at)
    first = solved(program, admin, at)
    second = solved(program, admin, at, parent=first)
    assert {name: second.figures[name] for name in ("total", "worst")} == {
        name: first.figures[name] for name in ("total", "worst")
    }
    assert second.figures["best_worst"] is None
    assert all(
        sum(each["points"] for each in pair.points) == pair.score <= 10_000
        for pair in second.pairs.all()
    )


def test_after_running_again_the_bonus_is_a_line_of_its_own(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program, people = named_pool(admin, at)
    first = solved(program, admin, at)
    second = solved(program, admin, at, parent=first)
    scoring = queries.scoring_of(second)
    for pair in second.pairs.all():
        *lines, kept = pair.points
        assert (kept["criterion"], kept["points"], kept["bonus"]) == ("kept", 0, 300)
        assert sum(each["points"] for each in lines) == pair.score
        worths = scoring.worths(scoring.row_of[str(pair.mentee_id)])
        assert pair.rank == 1 + int((worths > pair.score).sum())
        for other in pair.alternatives:
            assert other["score"] == worths[scoring.column_of[other["mentor_id"]]]
            assert (other["kind"] == "equal") == (other["score"] == pair.score)
        ranked = queries.ranked_mentors(second, pair.mentee)
        assert [each.score for each in ranked] == sorted(
            (each.score for each in ranked), reverse=True
        )
        assert [each.rank for each in ranked if each.is_now] == [pair.rank]
    html = admin_client.get(
        url("pair", second.pairs.get(mentee=people["Law Mentee"]).pk)
    ).content.decode()
    assert "in the choice it counted 3 points more" in html


def test_the_review_claims_of_a_fair_total_no_more_than_is_proven(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program, _ = named_pool(admin, at)
    run = solved(program, admin, at)
    html = admin_client.get(url("review", run.pk)).content.decode()
    assert "proven: nobody more can be placed" in html
    assert "proven: no matching that places as many has a better weakest pair" in html
    assert "among matchings that place as many and have no weaker pair" in html
    assert "has a higher total" not in html
