"""What can happen to people, by hand or from a file."""

from django.utils.translation import gettext_lazy as _

from mentorship.events import Event

AREAS = {"import": _("Imports"), "hours": _("Working hours"), "absence": _("Absences")}
EVENTS = (
    Event("import.uploaded", _("File uploaded"), ("rows", "size")),
    Event("import.read", _("File read"), ("rows",)),
    Event("import.reading_chosen", _("File read another way"), None),
    Event("import.mapped", _("Columns of a file mapped")),
    Event("import.confirmed", _("Doubtful people of a file confirmed"), ("people",)),
    Event("import.discarded", _("File discarded")),
    Event("import.applied", _("File applied"), None),
    Event("hours.changed", _("Working hours changed"), ("fields",)),
    Event("absence.added", _("Absence added")),
    Event("absence.removed", _("Absence removed")),
    Event("member.created", _("Person added"), ("fields", "file")),
    Event("member.changed", _("Person changed"), ("fields", "file")),
)
