from django.db.models import QuerySet

from mentorship.audit.models import Entry
from mentorship.tenancy.expressions import Fold
from mentorship.tenancy.models import Organization
from mentorship.text import search_words


def entries(*, organization: Organization, action: str = "", words: str = "") -> QuerySet[Entry]:
    """The audit log, latest first, narrowed to one event or area and to words in its subject."""
    found = Entry.objects.filter(organization=organization).select_related("actor")
    if "." in action:
        found = found.filter(action=action)
    elif action:
        found = found.filter(action__startswith=f"{action}.")
    for word in search_words(words):
        found = found.alias(folded=Fold("subject_name")).filter(folded__contains=word)
    return found.order_by("-id")
