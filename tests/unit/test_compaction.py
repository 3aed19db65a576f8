"""Which files compaction joins."""

from raw_zone.compaction import groups


def joined(*sizes: int, max_bytes: int = 100) -> list[list[str]]:
    return list(groups({f"{number:03}": size for number, size in enumerate(sizes)}, max_bytes))


def test_neighbours_are_joined_up_to_the_size() -> None:
    assert joined(40, 40, 20, 1, 99) == [["000", "001", "002"], ["003", "004"]]


def test_files_are_ordered_by_name() -> None:
    assert list(groups({"c": 1, "a": 1, "b": 1}, 100)) == [["a", "b", "c"]]


def test_large_files_are_not_joined() -> None:
    assert joined(100, 100, 100) == []
    assert joined(500, 1, 1, 500) == [["001", "002"]]
    assert joined(99, 2, 99) == []


def test_a_single_file_is_not_joined() -> None:
    assert joined() == []
    assert joined(1) == []


def test_a_joined_file_is_not_joined_again() -> None:
    assert joined(100, 40) == []
