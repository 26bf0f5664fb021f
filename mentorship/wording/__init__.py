"""Sentences that rows hold as data: a code with its parameters, put into words when somebody reads
them, in their language and time zone.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils.functional import Promise

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Words: TypeAlias = StrOrPromise
else:
    # A text, translated now or when it is read.
    Words = str | Promise
# A text with %(names)s in it, translated when it is read, or what makes one of the parameters.
Sentence = str | Promise | Callable[..., str]

PLAIN = "plain"
_sentences: dict[str, Sentence] = {PLAIN: "%(text)s"}


class Said(dict[str, Any]):
    """`{"code": "health.silent", "days": 34}`: JSON values, and among them sentences again. As text
    it is the sentence.
    """

    def __str__(self) -> str:
        return say(self)


def register(sentences: Mapping[str, Sentence]) -> None:
    _sentences.update(sentences)


def is_sentence(code: str) -> bool:
    return code in _sentences


def said(code: str, **parameters: Any) -> Said:
    """Raises KeyError for a sentence that no app registered."""
    if code not in _sentences:
        raise KeyError(code)
    return Said(code=code, **parameters)


def plain(text: str) -> Said:
    """Words that have no code, because they came from elsewhere or were stored before there was
    one.
    """
    return Said(code=PLAIN, text=text)


def say(value: Any) -> str:
    """In words; a text stands for itself, and nothing is no words. A code that is no more is said
    by its name, so that an old row can still be read.
    """
    if not isinstance(value, dict):
        return str(value or "")
    if "code" not in value:
        return ""
    sentence = _sentences.get(value["code"])
    if sentence is None:
        return str(value["code"]).rpartition(".")[2].replace("_", " ").capitalize()
    parameters = {name: _said(part) for name, part in value.items() if name != "code"}
    return sentence(**parameters) if callable(sentence) else str(sentence % parameters)


def _said(part: Any) -> Any:
    if isinstance(part, list):
        return [_said(one) for one in part]
    return say(part) if isinstance(part, dict) else part
