"""The order of a pass: every row once, over ranks and workers."""

import itertools

import numpy as np
import pytest

from emulsion._order import Order, Rank, blocks

GROUPS = np.array([5, 1, 0, 7, 3, 3], np.int64)
TOTAL = 19


def order(shuffle: bool = True, seed: int = 4, number: int = 0) -> Order:
    return Order(GROUPS, shuffle, seed, number)


@pytest.mark.parametrize("world", [1, 2, 3, 7, 19, 25])
@pytest.mark.parametrize("workers", [1, 2, 4])
@pytest.mark.parametrize("size", [1, 4, 50])
def test_ranks_and_workers_share_the_rows(world: int, workers: int, size: int) -> None:
    read = []
    lengths = []
    for rank in range(world):
        part = order().of(Rank(rank, world), equal=False)
        lengths.append(len(part))
        for worker in range(workers):
            for block in blocks(part, size, worker, workers):
                read += list(order().rows(block))
    assert sorted(read) == list(range(TOTAL))
    assert max(lengths) - min(lengths) <= 1


def test_the_batches_of_a_rank_are_the_same_for_any_number_of_workers() -> None:
    part = order().of(Rank(1, 2), equal=False)
    alone = list(blocks(part, 4, 0, 1))
    for workers in (2, 3, 4):
        of_workers = [blocks(part, 4, worker, workers) for worker in range(workers)]
        in_turn = [b for turn in itertools.zip_longest(*of_workers) for b in turn if b is not None]
        assert in_turn == alone


def test_equal_parts_skip_the_last_rows() -> None:
    parts = [order().of(Rank(rank, 4), equal=True) for rank in range(4)]
    assert [len(part) for part in parts] == [4, 4, 4, 4]  # 19 = 4 · 4 + 3
    assert len({row for part in parts for row in order().rows(part)}) == 16


def test_a_shuffle_keeps_the_rows_of_a_group_together() -> None:
    firsts = np.concatenate([[0], np.cumsum(GROUPS)])
    rows = list(order().rows(range(TOTAL)))
    groups = [int(np.searchsorted(firsts, row, side="right")) - 1 for row in rows]
    assert len([key for key, _ in itertools.groupby(groups)]) == np.count_nonzero(GROUPS)
    assert rows != sorted(rows)


def test_every_pass_and_every_seed_has_its_own_order() -> None:
    orders = [tuple(order(seed=seed, number=number).rows(range(TOTAL))) for seed in (4, 5) for number in (0, 1)]
    assert len(set(orders)) == 4


def test_without_a_shuffle_rows_are_as_in_the_files() -> None:
    assert list(order(shuffle=False, number=3).rows(range(4, 19))) == list(range(4, 19))


def test_the_rank_is_that_of_torchrun_unless_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANK", "2")
    monkeypatch.setenv("WORLD_SIZE", "3")
    assert Rank.of(None, None) == Rank(2, 3)
    assert Rank.of(0, 2) == Rank(0, 2)
    with pytest.raises(ValueError, match="rank must be from 0 to world - 1, was 3 of 3"):
        Rank.of(3, 3)
    with pytest.raises(ValueError, match="rank and world must be given together, were 1 and None"):
        Rank.of(1, None)
