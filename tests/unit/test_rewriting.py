"""Which partitions of the lake are written again."""

import pytest

from pipeline.rewriting import is_due

_MIB = 2**20


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        pytest.param([], False, id="none"),
        pytest.param([1000] * 31, False, id="few"),
        pytest.param([1000] * 32, True, id="many"),
        pytest.param([20 * _MIB] * 100, False, id="large files"),
        pytest.param([_MIB] * 32 + [200 * _MIB], True, id="an eighth of the partition"),
        pytest.param([_MIB] * 32 + [300 * _MIB], False, id="less than an eighth"),
        pytest.param([1000] * 256 + [300 * _MIB], True, id="too many to open"),
    ],
)
def test_a_partition_is_due_if_it_has_many_small_files(sizes: list[int], expected: bool) -> None:
    assert is_due(sizes) == expected
