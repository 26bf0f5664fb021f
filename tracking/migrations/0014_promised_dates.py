from datetime import timedelta

from django.db import migrations
from django.db.models import F
from django.utils import timezone

ANSWER_WITHIN = timedelta(days=14)
PUT_OFF_FOR = timedelta(days=28)


def forwards(apps, schema_editor):
    """Who was asked before has the whole time from now on; what was put off is as it was."""
    alias = schema_editor.connection.alias
    proposals = apps.get_model("tracking", "CadenceProposal").objects.using(alias)
    waiting = proposals.filter(state="open", answer_by=None)
    waiting.update(answer_by=timezone.now() + ANSWER_WITHIN)
    put_off = proposals.filter(state="postponed", ask_again_at=None, answered_at__isnull=False)
    put_off.update(ask_again_at=F("answered_at") + PUT_OFF_FOR)


def backwards(apps, schema_editor):
    """The version before knows three states: what led to nothing was put off."""
    alias = schema_editor.connection.alias
    proposals = apps.get_model("tracking", "CadenceProposal").objects.using(alias)
    ended = proposals.filter(state__in=["declined", "objected", "expired", "overridden"])
    ended.filter(answered_at=None).update(answered_at=F("answer_by"))
    ended.update(state="postponed")


class Migration(migrations.Migration):
    dependencies = [("tracking", "0013_cadence_answers")]

    operations = [migrations.RunPython(forwards, backwards)]
