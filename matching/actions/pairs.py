"""What an admin decides in the review: approve, pin, take out, block, choose another mentor."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from matching import queries
from matching.actions.errors import MatchingError
from matching.enums import Mark, RunState
from matching.models import Block, Pair, Run, RunInputs, Unmatched
from matching.words import pair_rule_words, points_of
from mentorship.audit.actions import record
from mentorship.tenancy.models import Member
from mentorship.tenancy.rules import check_admin
from mentorship.tenancy.zones import today_in
from mentorship.wording import said
from programs.actions import lock_program
from programs.models import Enrolment

# Out is out: nothing that is taken out stays approved or pinned.
EFFECTS: dict[str, dict[str, bool]] = {
    Mark.APPROVE: {"is_approved": True, "is_removed": False},
    Mark.REOPEN: {"is_approved": False},
    Mark.PIN: {"is_pinned": True, "is_removed": False},
    Mark.UNPIN: {"is_pinned": False},
    Mark.REMOVE: {"is_removed": True, "is_approved": False, "is_pinned": False},
    Mark.RESTORE: {"is_removed": False},
}
UNSEEN = "unseen"


def open_run(run: Run, *, by: Member) -> Run:
    """The run, held till the end of the transaction like its program. Raises MatchingError unless
    it is in review, NotAllowedError and ArchivedError.
    """
    lock_program(run.program, by=by)
    held = (
        Run.objects.select_for_update(no_key=True, of=("self",))
        .select_related("program")
        .get(pk=run.pk)
    )
    if held.state == RunState.RUNNING:
        raise MatchingError(gettext("This matching is under way still. Wait for it."))
    if held.state != RunState.REVIEW:
        raise MatchingError(gettext("This matching is published or discarded already."))
    return held


@transaction.atomic
def mark_pairs(*, run: Run, ids: Sequence[UUID], mark: str, by: Member, at: datetime) -> int:
    """Answers how many pairs changed. Raises MatchingError where the run is not in review."""
    run = open_run(run, by=by)
    effects = EFFECTS[mark]
    chosen = Pair.objects.filter(run=run, pk__in=ids)
    if effects.get("is_removed") is False:
        _refuse_blocked(run, chosen)
        _refuse_overload(run, chosen, on=today_in(by.organization, at=at))
    changed = chosen.exclude(**effects).update(**effects)
    if changed:
        record(
            by=by, action=f"run.pairs_{Mark(mark).name.lower()}", subject=run, at=at, pairs=changed
        )
        _count_again(run)
    return changed


def _refuse_blocked(run: Run, chosen: Any) -> None:
    """Who is kept apart stays so, whatever the review says."""
    apart = queries.kept_apart(run)
    for pair in chosen.select_related("mentor__member", "mentee__member"):
        if (pair.mentor.member_id, pair.mentee.member_id) in apart:
            words = gettext(
                "%(mentor)s and %(mentee)s are never matched. Lift that under “Never match” first."
            ) % {"mentor": pair.mentor.member, "mentee": pair.mentee.member}
            raise MatchingError(words)


def _refuse_overload(run: Run, chosen: Any, *, on: date) -> None:
    """A seat may have been given to somebody else since the pair was taken out."""
    seats = queries.free_seats(run.program, on=on)
    kept = Counter(Pair.objects.filter(run=run, is_removed=False).values_list("mentor", flat=True))
    for pair in chosen.filter(is_removed=True).select_related("mentor__member", "mentee__member"):
        kept[pair.mentor_id] += 1
        if kept[pair.mentor_id] > seats.get(pair.mentor_id, 0):
            raise MatchingError(
                gettext("%(mentor)s has no seat left for %(mentee)s.")
                % {"mentor": pair.mentor.member, "mentee": pair.mentee.member}
            )


@transaction.atomic
def block_pair(*, pair: Pair, reason: str, by: Member, at: datetime) -> Block:
    """Never match these two, in this run or any later one. Raises MatchingError after
    publication.
    """
    run = open_run(pair.run, by=by)
    mentor, mentee = pair.mentor.member, pair.mentee.member
    block = keep_apart(mentor=mentor, mentee=mentee, reason=reason, by=by, at=at)
    Pair.objects.filter(pk=pair.pk).update(**EFFECTS[Mark.REMOVE])
    _count_again(run)
    return block


@transaction.atomic
def block_people(*, mentor: Member, mentee: Member, reason: str, by: Member, at: datetime) -> Block:
    """Never match these two. Raises NotAllowedError."""
    check_admin(by, mentor.organization_id)
    return keep_apart(mentor=mentor, mentee=mentee, reason=reason, by=by, at=at)


def keep_apart(
    *, mentor: Member, mentee: Member, reason: str, by: Member | None, at: datetime
) -> Block:
    """Once is enough: blocking again changes nothing. The caller has asked who may. What nobody is
    named for leaves no trace in the log.
    """
    block, is_new = Block.objects.get_or_create(
        organization_id=mentor.organization_id,
        mentor=mentor,
        mentee=mentee,
        defaults={"reason": reason, "created_at": at, "by": by},
    )
    if is_new and by is not None:
        record(by=by, action="block.added", subject=block, at=at)
    return block


@transaction.atomic
def unblock(*, block: Block, by: Member, at: datetime) -> None:
    """Raises NotAllowedError."""
    check_admin(by, block.organization_id)
    record(by=by, action="block.lifted", subject=block, at=at)
    block.delete()


@transaction.atomic
def choose_mentor(
    *,
    run: Run,
    mentee: Enrolment,
    mentor: Enrolment,
    by: Member,
    at: datetime,
    exchange: Pair | None = None,
    now: UUID | str | None = UNSEEN,
) -> Pair:
    """Give the mentee this mentor, pinned. Where the mentor is full `exchange` says whose seat it
    is to be: that mentee gets the mentor who becomes free, where the rules allow it, else nobody.
    `now` is the mentor that the mentee had on the page where this was chosen, None for none.

    Raises MatchingError where a rule forbids the pair or no seat is free.
    """
    run = open_run(run, by=by)
    if not RunInputs.objects.filter(run=run).exists():
        raise MatchingError(
            gettext("This run kept too little to compare mentors. Run the matching again.")
        )
    scoring = queries.scoring_of(run)
    row, column = _place(scoring, mentee, mentor)
    broken = scoring.broken_rules(row, column)
    if broken:
        raise MatchingError(pair_rule_words(broken[0], mentor=mentor.member, mentee=mentee.member))
    if (mentor.member_id, mentee.member_id) in queries.kept_apart(run):
        raise MatchingError(pair_rule_words("blocked", mentor=mentor.member, mentee=mentee.member))
    mine = Pair.objects.filter(run=run, mentee=mentee).first()
    if now is not UNSEEN and now != (mine.mentor_id if mine and not mine.is_removed else None):
        raise MatchingError(
            gettext("%(mentee)s has another mentor meanwhile. Look at the list again.")
            % {"mentee": mentee.member}
        )
    freed = mine.mentor if mine and not mine.is_removed else None
    if exchange is not None:
        _give_up_seat(run, scoring, exchange, mentor=mentor, freed=freed, to=mentee)
    elif not _has_seat(run, scoring, mentor, column, besides=mentee):
        raise MatchingError(
            gettext("%(mentor)s has no free seat. Say whose seat it is to be.")
            % {"mentor": mentor.member}
        )
    pair = _write(run, scoring, mentee, mentor, is_pinned=True)
    Unmatched.objects.filter(run=run, enrolment=mentee).delete()
    record(by=by, action="run.mentor_chosen", subject=run, at=at)
    _count_again(run)
    return pair


def _place(scoring: Any, mentee: Enrolment, mentor: Enrolment) -> tuple[int, int]:
    try:
        return scoring.row_of[str(mentee.pk)], scoring.column_of[str(mentor.pk)]
    except KeyError as error:
        raise MatchingError(
            gettext("One of them was not in this run. Run the matching again.")
        ) from error


def _has_seat(
    run: Run, scoring: Any, mentor: Enrolment, column: int, *, besides: Enrolment
) -> bool:
    taken = (
        Pair.objects.filter(run=run, mentor=mentor, is_removed=False)
        .exclude(mentee=besides)
        .count()
    )
    return taken < int(scoring.seats[column])


def _give_up_seat(
    run: Run,
    scoring: Any,
    exchange: Pair,
    *,
    mentor: Enrolment,
    freed: Enrolment | None,
    to: Enrolment,
) -> None:
    if exchange.run_id != run.pk or exchange.mentor_id != mentor.pk or exchange.is_removed:
        raise MatchingError(gettext("That pair has changed meanwhile. Look at the list again."))
    other = exchange.mentee
    allowed = freed is not None and not scoring.broken_rules(*_place(scoring, other, freed))
    if allowed and freed is not None:
        _write(run, scoring, other, freed, is_pinned=False)
        return
    exchange.delete()
    Unmatched.objects.create(
        organization_id=run.organization_id,
        run=run,
        enrolment=other,
        reason=said("unmatched.given", name=to.member.name),
    )


def _write(
    run: Run, scoring: Any, mentee: Enrolment, mentor: Enrolment, *, is_pinned: bool
) -> Pair:
    """The alternatives of an earlier pair would not hold any more: they go."""
    row, column = _place(scoring, mentee, mentor)
    scores = scoring.worths(row)
    score = scoring.explained_score(row, column) - scoring.bonus(row, column)
    values = {
        "mentor": mentor,
        "score": score,
        "points": points_of(scoring.explain(row, column), bonus=scoring.bonus(row, column)),
        "rank": 1 + int((scores > score).sum()),
        "feasible": int((scores >= 0).sum()),
        "alternatives": [],
        "is_removed": False,
        "is_approved": False,
        "is_pinned": is_pinned,
    }
    pair, _ = Pair.objects.update_or_create(
        organization_id=run.organization_id, run=run, mentee=mentee, defaults=values
    )
    return pair


def _count_again(run: Run) -> None:
    """The run's figures after a change by hand; what was proven of the solved total still bounds
    the new one.
    """
    counted = queries.pair_figures(run)
    # Approved and pinned pairs are still those of the solution.
    is_edited = any(run.figures.get(name) != value for name, value in counted.items())
    run.figures |= (
        counted | {"marks": queries.count_marks(run)} | ({"is_edited": True} if is_edited else {})
    )
    run.save(update_fields=["figures"])
