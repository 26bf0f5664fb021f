from django.db.models import CharField, Func, IntegerField, TextField


class Fold(Func):
    """Text as a search compares it, `mentorship.text.fold` in SQL."""

    function = "search_fold"
    arity = 1
    output_field = TextField()


class LocalDay(Func):
    """The day that the clocks of a zone show: (moment, zone)."""

    template = "to_char(%(expressions)s, 'YYYY-MM-DD')"
    arg_joiner = " AT TIME ZONE "
    output_field = CharField()


class LocalHour(Func):
    """The hour that the clocks of a zone show, 0 to 23: (moment, zone)."""

    template = "extract(hour FROM %(expressions)s)::int"
    arg_joiner = " AT TIME ZONE "
    output_field = IntegerField()


class IsoMoment(Func):
    """A moment as ISO 8601 in UTC."""

    template = (
        "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"+00:00\"')"
    )
    output_field = TextField()
