"""Places in a text, as people count them."""


def place(text: str, position: int) -> tuple[int, int]:
    """Line and column, both from 1, of a position from 0."""
    before = text[:position]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
