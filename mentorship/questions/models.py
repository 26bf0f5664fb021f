from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy

from mentorship.questions.enums import QuestionKind
from mentorship.tenancy.models import TenantModel


class AbstractQuestion(TenantModel):
    """A question somebody is asked; what it belongs to, and who is asked, the app says that asks.

    `name` is short and stands in lists and exports. `options` are the answers to choose from; of a
    scale or a recommendation the words at its two ends, or none.
    """

    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    text = models.CharField(max_length=300)
    help = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=12, choices=QuestionKind)
    options = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    is_required = models.BooleanField(default=False)
    retired_at = models.DateTimeField(gettext_lazy("not asked any more, since"), null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """Where answers that are kept together hold the answer to it."""
        return str(self.pk)
