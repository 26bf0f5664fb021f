from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EntryKind(TextChoices):
    READ = "read", _("Read")
    NOTE = "note", _("Note")
    CLOSED = "closed", _("Closed")
