"""What an absence meets, said by the apps that know it."""

from collections.abc import Callable
from datetime import date

from mentorship.tenancy.models import Member

# (who is away, the first day, the last day): a sentence, or nothing.
Said = Callable[[Member, date, date], str]

_warnings: list[Said] = []


def register(warning: Said) -> None:
    _warnings.append(warning)


def warnings_of(member: Member, first_day: date, last_day: date) -> list[str]:
    said = [warning(member, first_day, last_day) for warning in _warnings]
    return [words for words in said if words]
