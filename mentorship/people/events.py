"""What can happen to people, by hand or from a file."""

from mentorship.events import Event

AREAS = {"import": "Imports"}
EVENTS = (
    Event("import.uploaded", "File uploaded", ("rows", "size")),
    Event("import.read", "File read", ("rows",)),
    Event("import.reading_chosen", "File read another way", None),
    Event("import.mapped", "Columns of a file mapped"),
    Event("import.confirmed", "Doubtful people of a file confirmed", ("people",)),
    Event("import.discarded", "File discarded"),
    Event("import.applied", "File applied", None),
    Event("member.created", "Person added", ("fields", "file")),
    Event("member.changed", "Person changed", ("fields", "file")),
)
