from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Next(TextChoices):
    """What somebody would like to do after a mentorship."""

    NOTHING = "nothing", _("Nothing for now")
    MENTOR = "mentor", _("Be a mentor myself")
    AGAIN = "again", _("Another mentorship")
    TOUCH = "touch", _("Stay in touch, without a program")
