"""What follows for a series when one of its sessions is moved or cancelled."""

from django.db.models import F, Func, Value

from mentorship.delivery.wakeups import wake_on_commit
from tracking.models import Series, Session

REPEAT = "tracking.tasks.repeat_in"


def except_from_series(session: Session) -> None:
    """The rule holds no more for this session, where it has a series; a worker looks for the next
    at once.
    """
    if session.series_id is None or session.recurrence_at is None:
        return
    moment = Value(session.recurrence_at, Session._meta.get_field("recurrence_at"))
    Series.objects.filter(pk=session.series_id).exclude(
        exceptions__contains=[session.recurrence_at]
    ).update(
        exceptions=Func(F("exceptions"), moment, function="array_append"),
        sequence=F("sequence") + 1,
    )
    wake_on_commit(REPEAT, session.organization_id)
