import re

from django.db import migrations

from mentorship.wording.operations import carry, coded

WAY = r" Ask both what is in the way\."
TOOK = r"(?P<held>\d+) of (?P<expected>\d+) sessions took place in the last (?P<weeks>\d+) weeks\."
HEALTH = [
    ("health.early", r"They have just begun\."),
    ("health.on_track", r"They meet as planned\."),
    ("health.missed", r"The last (?P<number>\d+) sessions did not take place\." + WAY),
    ("health.missed_one", r"The last session did not take place\. Book the next one\."),
    ("health.silent", r"No session for (?P<days>\d+) days and none is booked\." + WAY),
    (
        "health.not_begun",
        r"No session since they were matched (?P<days>\d+) days ago\. Help them book the first\.",
    ),
    (
        "health.quiet",
        r"Last met (?P<days>\d+) days ago and nothing is booked\. A nudge may be enough\.",
    ),
    ("health.too_few", TOOK + WAY),
    ("health.fewer", TOOK + r" Would another cadence suit them better\?"),
]
CADENCE = [
    ("cadence.first", r"The program's first cadence\."),
    ("cadence.missed", r"The last (?P<number>\d+) sessions did not take place\."),
    (
        "cadence.dependent",
        r"One of you sees the mentee's independence at (?P<independence>\d) of 5\.",
    ),
    ("cadence.on_time", r"(?P<done>\d+) of (?P<due>\d+) action items were done on time\."),
    ("cadence.goals", r"Your goals stand at (?P<percent>\d+) %\."),
    (
        "cadence.independent",
        r"The mentee sees their independence at (?P<mentee>\d) of 5, the mentor at (?P<mentor>\d)"
        r" of 5\.",
    ),
    *(
        (f"cadence.held_{stage}", rf"(?P<number>\d+) {stage} (?:session was|sessions were) held\.")
        for stage in ("weekly", "fortnightly", "monthly")
    ),
]


CELLS = {
    "Applied": "applied",
    "Approved": "approved",
    "Matched": "matched",
    "Met": "met",
    "Agreed": "agreed",
    "Achieved": "achieved",
    "Weekly": "weekly",
    "Fortnightly": "fortnightly",
    "Monthly": "monthly",
    "On track": "on_track",
    "Needs attention": "attention",
    "At risk": "at_risk",
    "Too early to tell": "early",
}


def several(text):
    """What a shift that was accepted kept: the reasons of its proposal, one after the other."""
    reasons = [coded(part, CADENCE) for part in re.split(r"(?<=\.) ", text)]
    if any(reason["code"] == "plain" for reason in reasons):
        return {"code": "plain", "text": text}
    return {"code": "cadence.reasons", "reasons": reasons}


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias

    def rows(model):
        return apps.get_model("tracking", model).objects.using(alias)

    carry(rows("Pulse"), "health_reason", HEALTH)
    carry(rows("CadenceStage"), "reason", CADENCE)
    for stage in rows("CadenceStage").filter(reason__code="plain").iterator(chunk_size=1000):
        rows("CadenceStage").filter(pk=stage.pk).update(reason=several(stage.reason["text"]))
    for proposal in rows("CadenceProposal").iterator(chunk_size=1000):
        reasons = [coded(r, CADENCE) if isinstance(r, str) else r for r in proposal.reasons]
        rows("CadenceProposal").filter(pk=proposal.pk).update(reasons=reasons)
    for snapshot in rows("FigureSnapshot").iterator(chunk_size=100):
        cells = [
            cell | {"label": CELLS.get(cell["label"], cell["label"])} for cell in snapshot.cells
        ]
        rows("FigureSnapshot").filter(pk=snapshot.pk).update(cells=cells)


class Migration(migrations.Migration):
    """The sentences that an earlier version stored become the codes they were made of."""

    dependencies = [("tracking", "0006_reasons_as_data")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
