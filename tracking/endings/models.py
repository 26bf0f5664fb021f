from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matching.models import Mentorship
from mentorship.tenancy.fields import TenantForeignKey, TenantOneToOneField
from mentorship.tenancy.models import Member, TenantModel
from tracking.endings.enums import Next

WORDS_AT_MOST, THANKS_AT_MOST = 2000, 1000


class Ending(TenantModel):
    """When a mentorship is to end, and the later day that somebody asks for. Without `ends_on` it
    ends with its program.
    """

    mentorship = TenantOneToOneField(Mentorship, on_delete=models.CASCADE, related_name="ending")
    ends_on = models.DateField(null=True)
    asked_on = models.DateField(null=True)
    asked_by = TenantForeignKey(Member, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_on=None, asked_by=None)
                | Q(asked_on__isnull=False, asked_by__isnull=False),
                name="ending_asked",
            )
        ]


class Reflection(TenantModel):
    """What somebody writes at the end; the others read it once all have written, or it is over."""

    mentorship = TenantForeignKey(Mentorship, on_delete=models.CASCADE, related_name="reflections")
    author = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    takes_along = models.TextField(_("What do you take with you?"), max_length=WORDS_AT_MOST)
    thanks = models.TextField(_("A word of thanks"), max_length=THANKS_AT_MOST, blank=True)
    next_step = models.CharField(
        _("What would you like to do next?"), max_length=8, choices=Next, default=Next.NOTHING
    )
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "mentorship", "author"], name="reflection_once"
            )
        ]


class Exit(TenantModel):
    """Somebody leaves a mentorship on a day to come. Who that is stands in `sealed` alone, so that
    they can take it back; on that day the row is deleted, and with it the last trace. The key holds
    no time, as other keys do.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentorship = TenantForeignKey(Mentorship, on_delete=models.CASCADE, related_name="exits")
    sealed = models.BinaryField()
    words = models.CharField(max_length=300, blank=True)
    leaves_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["organization", "leaves_on"], name="exit_due")]
