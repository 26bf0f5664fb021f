from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class QuestionKind(TextChoices):
    """How a question is answered."""

    CHOICE = "choice", _("One of several answers")
    SEVERAL = "several", _("Any of several answers")
    SCALE = "scale", _("A number from 1 to 5")
    TEXT = "text", _("In their own words")
    RECOMMEND = "recommend", _("A number from 0 to 10: would they recommend it")
    NUMBER = "number", _("Any whole number")
    YES_NO = "yes_no", _("Yes or no")
