"""What becomes of a file of people, in words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from mentorship.wording import Sentence

SENTENCES: dict[str, Sentence] = {
    "import.title": _("Import people from %(file)s"),
    "import.read_title": _("Read %(file)s"),
    "import.reading": _("Reading the file"),
    "import.comparing": _("Comparing with the people there are"),
    "import.writing": _("Writing people"),
    "import.rows_read": ngettext_lazy("%(rows)d row read.", "%(rows)d rows read.", "rows"),
    "import.applied": _(
        "%(created)d created, %(changed)d changed, %(unchanged)d unchanged, %(refused)d refused."
    ),
    "import.discarded": _("The file was discarded before its turn came; nothing was changed."),
    "import.applied_before": _("The file was applied already; nothing was changed again."),
    "import.overtaken": _(
        "Somebody else changed the same people meanwhile; nothing was written. Start again."
    ),
}
