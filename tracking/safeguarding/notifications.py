from django.utils.translation import gettext_lazy as _

from mentorship.delivery.enums import Category
from mentorship.delivery.kinds import Kind
from tracking.safeguarding.queries import reports_that_wait

KINDS = (
    Kind(
        "report_waits",
        # Whoever has taken this on cannot switch it off.
        Category.ACCOUNT,
        _("Somebody needs a safeguarding contact"),
        icon="alert-triangle",
        still_true=reports_that_wait,
    ),
)
