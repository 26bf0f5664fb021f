"""When the people of a mentorship can meet next, as its page offers it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.enums import ParticipantRole
from matching.models import Participant
from mentorship.people.hours import Schedule
from mentorship.people.queries import schedules_of
from mentorship.tenancy.models import Member
from tracking import slots
from tracking.cadence import next_start
from tracking.enums import Answer, SessionState
from tracking.models import Attendance, MeetingPreferences, Session
from tracking.queries.rooms import Room

A_DAY, LEAD, WEEKS, SHOWN = timedelta(days=1), timedelta(hours=1), 6, 5
LONGEST = timedelta(minutes=480)
Busy = tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True)
class Offered:
    """A time that suits everybody; `words` say it in the zones of all of them."""

    starts_at: datetime
    words: str


@dataclass(frozen=True)
class Offer:
    """The times that suit everybody, the best first, or why there is none. `place` is where they
    usually meet.
    """

    minutes: int
    place: str
    slots: list[Offered]
    reason: str = ""


def preferences_of(room: Room) -> MeetingPreferences:
    """What is stored, or what holds where nobody has said anything."""
    stored: MeetingPreferences | None = getattr(room.mentorship, "meeting_preferences", None)
    return stored or MeetingPreferences(mentorship=room.mentorship)


def offer(
    room: Room,
    member: Member,
    *,
    at: datetime,
    minutes: int | None = None,
    except_for: Session | None = None,
) -> Offer:
    """What to offer a member of the room; `except_for` is the session that would move."""
    usual, since = preferences_of(room), at + LEAD
    until, minutes = since + timedelta(weeks=WEEKS), minutes or usual.minutes
    members = [part.member for part in room.participants]
    for person in members:
        person.organization = room.mentorship.organization
    schedules = schedules_of(members, since=since.date() - A_DAY, until=until.date() + A_DAY)
    busy = _busy(members, since=since, until=until, except_for=except_for)
    people = [_person(schedules[each.pk], busy[each.pk]) for each in members]
    wish = _wish(room, usual, member, at=at, moved=except_for)
    found = slots.best_slots(
        people, minutes=minutes, since=since, until=until, wish=wish, limit=SHOWN + 1
    )
    now = except_for.starts_at if except_for else None
    found = [slot for slot in found if slot.starts_at != now][:SHOWN]
    zones = list(dict.fromkeys([member.zone, *(person.zone for person in people)]))
    reason = ""
    if not found:
        obstacle = slots.obstacle(people, minutes=minutes, since=since, until=until)
        reason = _reason(obstacle, members, member)
    place = usual_place(usual, room.participants, schedules)
    offered = [Offered(slot.starts_at, in_zones(slot.starts_at, zones)) for slot in found]
    return Offer(minutes, place, offered, reason)


def usual_terms(room: Room, *, at: datetime) -> dict[str, Any]:
    """`minutes` and `place` as they usually meet, as a booking takes them."""
    usual, members = preferences_of(room), [part.member for part in room.participants]
    for person in members:
        person.organization = room.mentorship.organization
    schedules = schedules_of(members, since=at.date(), until=at.date())
    place = usual_place(usual, room.participants, schedules)
    return {"minutes": usual.minutes, "place": place}


def usual_place(
    usual: MeetingPreferences, participants: Sequence[Participant], schedules: dict[UUID, Schedule]
) -> str:
    """Where they said they meet, or the video room of the mentor; among peers, of whoever has
    one.
    """
    mentors_first = sorted(participants, key=lambda part: part.role != ParticipantRole.MENTOR)
    links = (schedules[part.member_id].call_link for part in mentors_first)
    return usual.place or next((link for link in links if link), "")


def _person(schedule: Schedule, busy: Busy) -> slots.Person:
    return slots.Person(schedule.zone, schedule.week, schedule.days_off, busy)


def _busy(
    members: Sequence[Member], *, since: datetime, until: datetime, except_for: Session | None
) -> dict[UUID, Busy]:
    """What each has booked in all of their mentorships."""
    booked = Attendance.objects.filter(
        member__in=members,
        session__state=SessionState.BOOKED,
        session__starts_at__gt=since - LONGEST,
        session__starts_at__lt=until,
    )
    booked = booked.exclude(answer=Answer.DECLINED)
    if except_for:
        booked = booked.exclude(session=except_for)
    found: dict[UUID, Busy] = defaultdict(tuple)
    for person, start, minutes in booked.values_list(
        "member", "session__starts_at", "session__minutes"
    ):
        found[person] += ((start, start + timedelta(minutes=minutes)),)
    return found


def _wish(
    room: Room, usual: MeetingPreferences, member: Member, *, at: datetime, moved: Session | None
) -> slots.Wish:
    """Near what they said, or near the hour at which they met last; a first session soon, one that
    moves near its day.
    """
    pulse = getattr(room.mentorship, "pulse", None)
    zone = usual.time_zone or member.zone
    here = ZoneInfo(zone)
    if moved:
        day = max(moved.starts_at, at).astimezone(here).date()
        return slots.Wish(zone, usual.weekday, _hour(usual, moved.starts_at, here), day)
    last = pulse and (pulse.next_at or pulse.last_held_at)
    if not pulse or not last:
        return slots.Wish(zone, usual.weekday, usual.hour, at.astimezone(here).date())
    day = next_start(last, stage=pulse.stage, zone=zone, after=at).date()
    weekday = last.astimezone(here).weekday() if usual.weekday is None else usual.weekday
    return slots.Wish(zone, weekday, _hour(usual, last, here), day)


def _hour(usual: MeetingPreferences, last: datetime, zone: ZoneInfo) -> time:
    hour: time | None = usual.hour
    return hour or last.astimezone(zone).time()


def in_zones(starts_at: datetime, zones: Sequence[str]) -> str:
    """A moment as the clocks of the first zone show it, then those of the others that differ: `Tue
    14 Jul, 15:00 Berlin · 08:00 Chicago`.
    """
    first = starts_at.astimezone(ZoneInfo(zones[0]))
    shown = [(zones[0], first)]
    for zone in zones[1:]:
        local = starts_at.astimezone(ZoneInfo(zone))
        if all(local.utcoffset() != other.utcoffset() for _zone, other in shown):
            shown.append((zone, local))
    if len(shown) == 1:
        return date_format(first, _("D j M, H:i"))
    return " · ".join(
        _in_zone(zone, local, first.date(), n) for n, (zone, local) in enumerate(shown)
    )


def _in_zone(zone: str, local: datetime, day: date, place: int) -> str:
    needs_day = place == 0 or local.date() != day
    words = date_format(local, _("D j M, H:i") if needs_day else "H:i")
    return f"{words} {city(zone)}"


def city(zone: str) -> str:
    """`Europe/Berlin` as people say it."""
    return zone.rpartition("/")[2].replace("_", " ")


def _reason(obstacle: slots.Obstacle, members: Sequence[Member], me: Member) -> str:
    """Why there is no time, for one of them."""
    them = [members[n] for n in obstacle.people]
    names = {"one": "", "other": ""} | dict(
        zip(("one", "other"), [each.given_name for each in them if each != me], strict=False)
    )
    mine = me in them
    match obstacle.code:
        case "none" if mine:
            words = _("You have set no working hours.")
        case "none":
            words = _("%(one)s has set no working hours.")
        case "apart" if mine:
            words = _("%(one)s’s working hours and yours do not overlap.")
        case "apart":
            words = _("The working hours of %(one)s and %(other)s do not overlap.")
        case "together":
            words = _("There is no hour at which all of you work.")
        case "short":
            words = _("Your working hours overlap, but never for so long. Try a shorter session.")
        case _:
            words = _("Nobody has time at once in the next six weeks.")
    return words % names


def usually(preferences: MeetingPreferences, zone: str) -> str:
    """`Usually Tuesday 15:00, 45 minutes`, for a reader in a zone."""
    number = preferences.minutes
    length = ngettext("%(number)d minute", "%(number)d minutes", number) % {"number": number}
    weekday = "" if preferences.weekday is None else str(WEEKDAYS[preferences.weekday])
    values = {"weekday": weekday, "time": _clock(preferences, zone), "length": length}
    if weekday and preferences.hour:
        return _("Usually %(weekday)s %(time)s, %(length)s") % values
    if weekday:
        return _("Usually %(weekday)s, %(length)s") % values
    if preferences.hour:
        return _("Usually at %(time)s, %(length)s") % values
    return _("Usually %(length)s") % values


def _clock(preferences: MeetingPreferences, zone: str) -> str:
    hour: time | None = preferences.hour
    if hour is None:
        return ""
    there = "" if preferences.time_zone in ("", zone) else f" {city(preferences.time_zone)}"
    return f"{hour:%H:%M}{there}"
