from django.db import migrations

from mentorship.wording.operations import carry, coded

MORE = r" One more person would help\."
WITH_OTHERS = r"Whom the rules allow them is with others; too few are left for "
UNMATCHED = [
    (
        "unmatched.sizes",
        r"The groups that are left would be too small\. More mentees would open one, or a smaller"
        r" least size\.",
    ),
    (
        "unmatched.no_mentors",
        r"There is no mentor in the program yet\. Recruit mentors and run again\.",
    ),
    (
        "unmatched.rules",
        r"Every mentor is ruled out, each by more than one rule\. Recruit a mentor from elsewhere\.",
    ),
    (
        "unmatched.full",
        r"Every mentor this person may have is full\. One more mentor, or one more seat, would"
        r" help\.",
    ),
    (
        "unmatched.given",
        r"Their mentor was given to (?P<name>.+)\. Choose another one, or run again\.",
    ),
    ("unmatched.pod_out", r"Their pod was taken out\. Run again to find them another one\."),
    (
        "unmatched.place_given",
        r"Their place was given to (?P<name>.+)\. Run again to find them another one\.",
    ),
    (
        "unmatched.nobody_else",
        r"Nobody else waits for a matching\. Win more people, and run again\.",
    ),
    (
        "unmatched.nobody_allowed",
        r"The rules allow this person nobody who is free\. Loosen a rule under “What counts”, or"
        r" win more people\.",
    ),
    ("unmatched.too_few_for_pair", WITH_OTHERS + r"a pair\." + MORE),
    ("unmatched.too_few_for_pod", WITH_OTHERS + r"a pod of (?P<people>\d+)\." + MORE),
    *(
        ("unmatched.rule:" + rule, rf"Every mentor {words}\. Recruit a mentor .*")
        for rule, words in {
            "reporting_line": "stands in the reporting line of this person",
            "blocked": "is never to be matched with this person",
            "together": "is or was a mentor of this person already",
            "taken_out": "was taken out as mentor of this person",
            "language": "shares no language with this person",
            "hours": "shares too few working hours with this person",
            "above": "stands too few levels above this person",
            "other_department": "is of the same department as this person",
            "same_place": "works at another location than this person",
        }.items()
    ),
]
EVIDENCE = [
    ("evidence.unanswered", "not answered"),
    ("evidence.nothing", "nothing in common"),
    ("evidence.none", "none in common"),
    ("evidence.same_level", "the same level"),
    ("evidence.above", r"(?P<levels>\d+) levels? above"),
    ("evidence.below", r"(?P<levels>\d+) levels? below"),
    ("evidence.apart", r"(?P<levels>\d+) levels? apart"),
    ("evidence.hours", r"(?P<hours>\d+) shared working hours?"),
    ("evidence.years", r"(?P<one>\d+) and (?P<other>\d+) years"),
    ("evidence.choice", r"choice number (?P<rank>\d+)"),
    ("evidence.unwished", "not among the wishes"),
]


def with_rule(sentence):
    code, _, rule = sentence["code"].partition(":")
    return {"code": code, "rule": rule} if rule else sentence


def with_codes(points):
    return [
        point | {"evidence": coded(point["evidence"], EVIDENCE)}
        if isinstance(point["evidence"], str)
        else point
        for point in points
    ]


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias

    def rows(model):
        return apps.get_model("matching", model).objects.using(alias)

    carry(rows("Unmatched"), "reason", UNMATCHED)
    for row in rows("Unmatched").filter(reason__code__contains=":").iterator(chunk_size=1000):
        rows("Unmatched").filter(pk=row.pk).update(reason=with_rule(row.reason))
    changed = []
    for pair in rows("Pair").only("points").iterator(chunk_size=1000):
        pair.points = with_codes(pair.points)
        changed.append(pair)
        if len(changed) == 1000:
            rows("Pair").bulk_update(changed, ["points"])
            changed = []
    rows("Pair").bulk_update(changed, ["points"])
    for pod in rows("Pod").only("pairs").iterator(chunk_size=1000):
        for pair in pod.pairs:
            for way in pair["ways"]:
                way["points"] = with_codes(way["points"])
        rows("Pod").filter(pk=pod.pk).update(pairs=pod.pairs)


class Migration(migrations.Migration):
    """The sentences that an earlier version stored become the codes they were made of; evidence
    that names what somebody wrote stays as it was written.
    """

    dependencies = [("matching", "0027_reasons_as_data")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
