from typing import Any

from mentorship.audit.models import Entry
from mentorship.tenancy.models import Organization


def entries(*, organization: Organization, action: str = "", words: str = "") -> Any:
    """The audit log, latest first, narrowed to one kind of act and to words in its subject."""
    found = Entry.objects.filter(organization=organization).select_related("actor")
    if action:
        found = found.filter(action__startswith=action)
    if words:
        found = found.filter(subject_name__icontains=words)
    return found.order_by("-id")
