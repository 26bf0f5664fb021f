"""Who is meant where a cell names a manager: by e-mail, by employee number, or by a name that one
person has."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from mentorship.people.fields import Value
from mentorship.people.importing.names import folded

ADDRESS = re.compile(r"[^\s<>()\[\];,\"]+@[^\s<>()\[\];,\"]+")
# "Jane Doe (12345)", as Workday writes people.
WITH_NUMBER = re.compile(r"(.*?)\s*[(\[]([^()\[\]]+)[)\]]")


class ManagerError(LookupError):
    """Nobody, or more than one, is meant; the words are for the person who uploads the file."""


class Managers:
    """Everybody whom a cell may name. Later entries of one person add to the earlier ones."""

    def __init__(self, people: Iterable[tuple[UUID, Mapping[str, Value]]]) -> None:
        self.values: dict[UUID, dict[str, Value]] = {}
        self.by_email: dict[str, UUID] = {}
        self.by_number: dict[str, UUID] = {}
        self._by_name: dict[str, set[UUID]] | None = None
        for person, values in people:
            self.values[person] = {**self.values.get(person, {}), **values}
            if values.get("email"):
                self.by_email[str(values["email"]).lower()] = person
            if values.get("number"):
                self.by_number[str(values["number"])] = person

    def meant(self, text: str) -> UUID:
        """Raises ManagerError."""
        if address := ADDRESS.search(text):
            email = address[0].lower()
            if email not in self.by_email:
                raise ManagerError(
                    f"Nobody here or in this file has the e-mail {email}; the manager stays."
                )
            return self.by_email[email]
        if text in self.by_number:
            return self.by_number[text]
        if (match := WITH_NUMBER.fullmatch(text)) and match[2].strip() in self.by_number:
            return self.by_number[match[2].strip()]
        return self._named(match[1] if match else text)

    def _named(self, name: str) -> UUID:
        if not re.search(r"[^\W\d]", name):
            raise ManagerError(
                f"Nobody here or in this file has the employee number {name}; the manager stays."
            )
        found = self.by_name.get(folded(name), set())
        if len(found) > 1:
            raise ManagerError(
                f"{len(found)} people are called {name}; the manager stays. Write an e-mail or a"
                " number."
            )
        if not found:
            raise ManagerError(
                f"Nobody here or in this file is called {name} or has it as a number; the manager"
                " stays."
            )
        return next(iter(found))

    @property
    def by_name(self) -> Mapping[str, set[UUID]]:
        if self._by_name is None:
            self._by_name = defaultdict(set)
            for person, values in self.values.items():
                name = f"{values.get('given_name', '')} {values.get('family_name', '')}"
                self._by_name[folded(name)].add(person)
        return self._by_name
