"""What needs a program admin: silence that nobody ended, and people who say that nothing is
happening.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from matching.models import Mentorship
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe
from mentorship.delivery.queries import admins_of
from mentorship.tenancy.models import Member, Organization
from mentorship.tenancy.rules import check_admin
from mentorship.tenancy.zones import today_in
from tracking import queries
from tracking.actions.errors import TrackingError
from tracking.actions.sessions import lock_for
from tracking.enums import ConcernKind
from tracking.models import Concern, Pulse

# A promise to those who wait, in days.
ADMIN_ANSWERS_IN = timedelta(days=7)
WORDS_AT_MOST = 500


@transaction.atomic
def raise_concern(*, mentorship: Mentorship, by: Member, at: datetime, words: str = "") -> Concern:
    """Tell the program admins that nothing is happening. The others in the mentorship see nothing
    of it; nor does the audit log say who it was. Raises TrackingError for somebody else's, or one
    that has ended.
    """
    locked, people = lock_for(mentorship, by)
    to_tell = _admins(locked.organization, at=at).exclude(pk__in=[person.pk for person in people])
    if not to_tell:
        raise TrackingError(
            _("Everybody who runs the programs is in this mentorship. Please talk to HR instead.")
        )
    open_one = Concern.objects.filter(
        mentorship=locked, kind=ConcernKind.RAISED, raised_by=by, resolved_at=None
    ).first()
    if open_one is not None:
        return _say_more(open_one, words)
    concern = Concern.objects.create(
        organization_id=locked.organization_id,
        mentorship=locked,
        kind=ConcernKind.RAISED,
        raised_by=by,
        words=words,
        raised_at=at,
        answer_by=_answer_by(locked.organization, at),
    )
    _tell(to_tell, locked.organization, at=at, occurrence=str(concern.pk))
    return concern


def _say_more(concern: Concern, words: str) -> Concern:
    """Add words to one that is open. Raises TrackingError where they are too many."""
    text = "\n".join(filter(None, [concern.words, words]))
    if len(text) > WORDS_AT_MOST:
        raise TrackingError(
            _("You have told them already. There is room for %(number)d characters more.")
            % {"number": max(0, WORDS_AT_MOST - len(concern.words) - 1)}
        )
    concern.words = text
    concern.save(update_fields=["words"])
    return concern


def _admins(organization: Organization, *, at: datetime) -> QuerySet[Member]:
    return admins_of(organization.pk, on=today_in(organization, at=at))


def _answer_by(organization: Organization, at: datetime) -> date:
    return today_in(organization, at=at) + ADMIN_ANSWERS_IN


@transaction.atomic
def list_silent(*, organization: Organization, at: datetime) -> int:
    """Put on the admins' list what has been silent through all steps, once for each silence;
    returns how many are new.
    """
    answer_by = _answer_by(organization, at)
    concerns = [
        Concern(
            organization=organization,
            mentorship_id=pk,
            kind=ConcernKind.SILENT,
            raised_at=at,
            answer_by=answer_by,
        )
        for pk in queries.silent_unlisted(organization.pk, at=at)
    ]
    Concern.objects.bulk_create(concerns, ignore_conflicts=True)
    if concerns:
        _tell(_admins(organization, at=at), organization, at=at)
    return len(concerns)


def _tell(
    admins: Iterable[Member], organization: Organization, *, at: datetime, occurrence: str = ""
) -> None:
    """Of silence once a day, however many there are; of each that somebody raised, at once."""
    owe(
        kind="concerns_wait",
        subject=organization.settings,
        recipients=admins,
        at=at,
        occurrence=occurrence or today_in(organization, at=at).isoformat(),
        url=reverse("tracking:concerns", args=[organization.slug]),
    )


@transaction.atomic
def resolve_concern(*, concern: Concern, note: str, by: Member, at: datetime) -> Concern:
    """Take it off the list, with what was done. Raises TrackingError where somebody has, and
    NotAllowedError.
    """
    check_admin(by, concern.organization_id)
    open_one = Concern.objects.filter(pk=concern.pk, resolved_at=None)
    if not open_one.update(resolved_at=at, resolved_by=by, note=note):
        raise TrackingError(_("Somebody has taken this off the list already."))
    concern.refresh_from_db()
    record(by=by, action="concern.resolved", subject=concern.mentorship, at=at)
    if concern.raised_by:
        owe(
            kind="concern_answered",
            subject=concern,
            recipients=[concern.raised_by],
            at=at,
            admin=by.name,
            note=note,
            url=reverse("tracking:mentorship", args=[by.organization.slug, concern.mentorship_id]),
        )
    return concern


@transaction.atomic
def keep_mentorship(*, mentorship: Mentorship, by: Member, at: datetime) -> Mentorship:
    """Say that a silent mentorship goes on: silence counts anew from now. Raises TrackingError."""
    locked, _people = lock_for(mentorship, by)
    Pulse.objects.filter(mentorship=locked).update(kept_at=at)
    resolved = Concern.objects.filter(mentorship=locked, kind=ConcernKind.SILENT, resolved_at=None)
    resolved.update(resolved_at=at, resolved_by=by)
    record(by=by, action="mentorship.kept", subject=locked, at=at)
    return locked
