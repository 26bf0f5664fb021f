from datetime import datetime
from typing import Any

from mentorship.audit.models import Entry
from mentorship.events import event_named
from mentorship.tenancy.models import Member, TenantModel


def record(
    *, by: Member | None, action: str, subject: TenantModel, at: datetime, **details: Any
) -> None:
    """Write down one registered event; `by` is None for what the application does of itself."""
    Entry.objects.create(**_values(by=by, action=action, subject=subject, at=at, details=details))


def record_many(
    *, by: Member | None, action: str, subjects: list[Any], at: datetime, **details: Any
) -> None:
    """One entry for each subject, in one statement."""
    Entry.objects.bulk_create(
        [
            Entry(**_values(by=by, action=action, subject=each, at=at, details=details))
            for each in subjects
        ],
        batch_size=1000,
    )


def _values(
    *, by: Member | None, action: str, subject: TenantModel, at: datetime, details: Any
) -> dict[str, Any]:
    event = event_named(action, details)
    return {
        "organization_id": subject.organization_id,
        "at": at,
        "actor": by,
        "action": event.name,
        "subject_type": subject._meta.model_name,
        "subject_id": subject.pk,
        "subject_name": str(subject)[:200],
        "details": details,
    }
