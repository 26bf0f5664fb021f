from django.db.models import Func, TextField


class Fold(Func):
    """Text as a search compares it, `mentorship.text.fold` in SQL."""

    function = "search_fold"
    arity = 1
    output_field = TextField()
