"""What is told about programs and the parts that people take in them."""

from django.utils.translation import gettext_lazy as _

from mentorship.delivery.enums import Category
from mentorship.delivery.kinds import Kind

KINDS = (
    Kind(
        "program_recruiting",
        Category.PROGRAMS,
        _("“{program}” is open for applications"),
        icon="rocket",
        channels=("in_app",),
    ),
    Kind(
        "program_matching",
        Category.PROGRAMS,
        _("“{program}” is being matched"),
        icon="affiliate",
        channels=("in_app",),
    ),
    Kind("program_running", Category.PROGRAMS, _("“{program}” has begun"), icon="rocket"),
    Kind("program_closing", Category.PROGRAMS, _("“{program}” comes to its end"), icon="flag"),
    Kind(
        "program_archived",
        Category.PROGRAMS,
        _("“{program}” is archived"),
        icon="archive",
        channels=("in_app",),
    ),
    Kind(
        "enrolment_approved",
        Category.MATCHES,
        _("You take part in “{program}” as {role}"),
        icon="user-check",
    ),
    Kind(
        "enrolment_declined",
        Category.MATCHES,
        _("Your application to “{program}” was declined"),
        icon="user-x",
    ),
    Kind(
        "answers_wanted",
        Category.REMINDERS,
        _("“{program}” has questions for you"),
        icon="message-circle",
    ),
    Kind(
        "enrolment_waitlisted",
        Category.MATCHES,
        _("You are on the waiting list of “{program}”"),
        icon="hourglass",
    ),
)
