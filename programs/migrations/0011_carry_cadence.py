from django.db import migrations

STAGES = ("weekly", "fortnightly", "monthly")
# What sent a pair back stood in the code.
BACK = {"missed": 2, "independence": 2, "on_time_percent": 30}


def stages_of(sessions, on_time, goal, independence):
    """What the four columns asked of every stage, as stages; a share of nothing was no condition.

    An independence of 2 or less could never be asked for: that low sends a pair back.
    """
    asked = {
        "sessions": max(1, min(sessions, 20)),
        "weeks": None,
        "on_time_percent": max(on_time, BACK["on_time_percent"]) if on_time else None,
        "goal_percent": goal or None,
        "mentee_independence": max(independence, BACK["independence"] + 1),
        "mentor_independence": max(independence, BACK["independence"] + 1),
    }
    last = dict.fromkeys(asked)
    return [{"stage": stage, **(last if stage == STAGES[-1] else asked)} for stage in STAGES]


def columns_of(stages):
    """The other way, from what the first stage asks."""
    first = stages[0] if stages else {}
    names = ("sessions", "on_time_percent", "goal_percent")
    views = [first.get("mentee_independence"), first.get("mentor_independence")]
    values = [first.get(name) for name in names]
    values.append(max((view for view in views if view), default=None))
    absent = (1, 0, 0, 1)
    return tuple(low if value is None else value for value, low in zip(values, absent, strict=True))


def policies(apps, schema_editor):
    alias = schema_editor.connection.alias
    return apps.get_model("programs", "CadencePolicy").objects.using(alias)


def forwards(apps, schema_editor):
    rows = policies(apps, schema_editor)
    for policy in rows.iterator(chunk_size=500):
        stages = stages_of(
            policy.sessions_per_stage,
            policy.actions_on_time_percent,
            policy.goal_progress_percent,
            policy.independence,
        )
        rows.filter(pk=policy.pk).update(stages=stages, back=BACK)


def backwards(apps, schema_editor):
    rows = policies(apps, schema_editor)
    for policy in rows.iterator(chunk_size=500):
        sessions, on_time, goal, independence = columns_of(policy.stages)
        rows.filter(pk=policy.pk).update(
            sessions_per_stage=sessions,
            actions_on_time_percent=on_time,
            goal_progress_percent=goal,
            independence=independence,
        )


class Migration(migrations.Migration):
    """What the four columns asked before every shift becomes what each stage asks."""

    dependencies = [("programs", "0010_cadence_stages")]

    operations = [migrations.RunPython(forwards, backwards)]
