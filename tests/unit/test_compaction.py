"""Which files are joined."""

from raw_zone.compaction import groups


def joined(*sizes: int, max_bytes: int = 100) -> list[list[str]]:
    return list(groups({f"{number:03}": size for number, size in enumerate(sizes)}, max_bytes))


def test_neighbours_are_joined_up_to_the_size() -> None:
    assert joined(40, 40, 20, 1, 99) == [["000", "001", "002"], ["003", "004"]]


def test_by_name_whatever_the_order_of_the_listing() -> None:
    assert list(groups({"c": 1, "a": 1, "b": 1}, 100)) == [["a", "b", "c"]]


def test_what_is_large_stays_as_it_is() -> None:
    assert joined(100, 100, 100) == []
    assert joined(500, 1, 1, 500) == [["001", "002"]]
    assert joined(99, 2, 99) == []


def test_a_single_file_has_nobody_to_be_joined_with() -> None:
    assert joined() == []
    assert joined(1) == []


def test_what_was_joined_is_not_joined_again() -> None:
    assert joined(100, 40) == []
