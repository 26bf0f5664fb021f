def counted(number: int, one: str, many: str) -> str:
    """`1 person`, `3 people`."""
    return f"{number:,} {one if number == 1 else many}"
