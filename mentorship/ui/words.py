from collections.abc import Sequence


def joined(names: Sequence[str]) -> str:
    """`Ann`, `Ann and Bo`, `Ann, Bo and Cy`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def counted(number: int, one: str, many: str) -> str:
    """`1 person`, `3 people`."""
    return f"{number:,} {one if number == 1 else many}"
