"""A session's agenda, and what could be on it."""

from dataclasses import dataclass
from datetime import date

from mentorship.wording import Words
from programs.enums import AgendaMode
from tracking import prompts
from tracking.enums import GoalState, SessionState
from tracking.models import ActionItem, AgendaItem, Goal, Session
from tracking.queries.rooms import Room

SUGGESTED = 5


@dataclass(frozen=True)
class Agenda:
    """The points of a session, what of the mentorship's open work could be added, and questions to
    open it with.
    """

    points: list[AgendaItem]
    items: list[str]
    goals: list[str]
    questions: list[Words]
    # Whether suggestions are shown at once, or asked for.
    is_guided: bool


def agenda_of(session: Session, room: Room, *, on: date) -> Agenda:
    points = list(session.agenda_items.order_by("added_at", "id"))
    there = {point.text for point in points}
    return Agenda(
        points=points,
        items=[text for text in _open_items(room) if text not in there],
        goals=[text for text in _goals(room) if text not in there],
        questions=[text for text in _questions(session, room, on=on) if str(text) not in there],
        is_guided=room.mentorship.program.agenda_mode != AgendaMode.FREE,
    )


def _open_items(room: Room) -> list[str]:
    found = ActionItem.objects.open().filter(mentorship=room.mentorship)
    return list(found.order_by("due_on", "id").values_list("text", flat=True)[:SUGGESTED])


def _goals(room: Room) -> list[str]:
    found = Goal.objects.filter(mentorship=room.mentorship, state=GoalState.AGREED)
    return list(found.order_by("due_on", "id").values_list("statement", flat=True)[:SUGGESTED])


def _questions(session: Session, room: Room, *, on: date) -> list[Words]:
    """Those of the reader's side for this session."""
    mentorship = room.mentorship
    earlier = Session.objects.filter(
        mentorship=mentorship, state=SessionState.HELD, starts_at__lt=session.starts_at
    ).count()
    progress = prompts.Progress(
        sessions_held=earlier,
        started_on=mentorship.started_at.date(),
        ends_on=mentorship.program.ends_on,
    )
    return prompts.prompts_for(
        stage=prompts.stage_of(progress, on=on),
        role=room.mine.role if room.mine else prompts.MENTEE,
        focus=mentorship.program.focus,
        number=earlier,
    )
