"""Whom surveys are asked, and how anonymous answers lose their last trace."""

from datetime import date, datetime

from django.db import connection, transaction

from mentorship.delivery.actions import owe_from
from mentorship.tenancy.models import Organization, OrganizationSettings
from mentorship.tenancy.zones import today_in
from tracking.surveys import rules
from tracking.surveys.enums import RequestState
from tracking.surveys.models import SurveyRequest
from tracking.surveys.queries.due import Due, due, messages, to_name

# The months whose answers are written anew: this one and the two before, should a night be missed.
MIXED_MONTHS = 3
# Deleted and written again in one statement, in an order and under keys that say nothing: what
# PostgreSQL knows of a row (who wrote it, after which other) is the same for a whole month.
MIX = """
WITH gone AS (
    DELETE FROM {table} WHERE organization_id = %s AND period = ANY (%s) RETURNING *
)
INSERT INTO {table} (id, {columns})
SELECT gen_random_uuid(), {columns} FROM gone ORDER BY random()
"""
MIXED = {
    "surveys_anonymousanswer": "organization_id, question_id, program_id, role, period, value",
    "surveys_colleagueanswer": (
        "organization_id, question_id, mentorship_id, about_id, occasion, period, value"
    ),
}


@transaction.atomic
def ask_surveys(*, organization: Organization, at: datetime) -> int:
    """Ask everybody whose time has come, and remind those who have not answered; what has closed is
    closed. Returns how many are newly asked.
    """
    # One worker at a time: between looking and asking nobody may be asked something else.
    OrganizationSettings.objects.select_for_update(no_key=True).get(organization=organization)
    today = today_in(organization, at=at)
    requests = SurveyRequest.objects.filter(organization=organization, state=RequestState.OPEN)
    requests.filter(closes_on__lt=today).update(state=RequestState.EXPIRED)
    rows = [_request(each, at=at, today=today) for each in due(organization, at=at, today=today)]
    SurveyRequest.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    _owe(organization, at=at)
    return len(rows)


def _request(each: Due, *, at: datetime, today: date) -> SurveyRequest:
    return SurveyRequest(
        organization_id=each.survey.organization_id,
        survey=each.survey,
        version_id=each.version,
        mentorship_id=each.mentorship,
        member_id=each.member,
        about_id=each.about,
        role=each.role,
        occasion=each.occasion,
        asked_at=at,
        closes_on=today + rules.OPEN_FOR,
    )


def _owe(organization: Organization, *, at: datetime) -> None:
    requests = SurveyRequest.objects.filter(organization=organization, state=RequestState.OPEN)
    new = requests.filter(asked_at=at)
    late = requests.filter(asked_at__lte=at - rules.REMIND_AFTER, asked_at__gt=at - rules.OPEN_FOR)
    for kind, rows in (
        ("survey_asked", messages(new.filter(about=None), "asked")),
        ("colleague_asked", messages(new.filter(about__isnull=False), "asked")),
        ("survey_reminder", messages(late.filter(about=None), "again")),
        ("colleague_reminder", messages(late.filter(about__isnull=False), "again")),
        ("colleagues_wanted", to_name(organization, at=at)),
    ):
        owe_from(kind=kind, rows=rows, organization_id=organization.pk, at=at)


@transaction.atomic
def mix_answers(*, organization: Organization, at: datetime) -> int:
    """Write the anonymous answers of the last months anew, in random order and in one transaction,
    so that nothing the database keeps joins one to a person. Returns how many there are.
    """
    months = _months_until(today_in(organization, at=at))
    number = 0
    with connection.cursor() as cursor:
        for table, columns in MIXED.items():
            cursor.execute(MIX.format(table=table, columns=columns), [organization.pk, months])
            number += int(cursor.rowcount)
    return number


def _months_until(today: date) -> list[str]:
    count = today.year * 12 + today.month - 1
    numbers = (count - back for back in range(MIXED_MONTHS))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]
