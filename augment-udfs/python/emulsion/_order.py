"""The order of the rows in one pass over them, and which of them a process reads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Rank:
    """One of the processes that train together: `number` from 0, of `world`."""

    number: int
    world: int

    def __post_init__(self) -> None:
        if not 0 <= self.number < self.world:
            raise ValueError(f"rank must be from 0 to world - 1, was {self.number} of {self.world}")

    @staticmethod
    def of(number: int | None, world: int | None) -> Rank:
        """This process: as given, or as torch.distributed or torchrun's RANK and WORLD_SIZE have it."""
        if (number is None) != (world is None):
            raise ValueError(f"rank and world must be given together, were {number} and {world}")
        if number is not None and world is not None:
            return Rank(number, world)
        import torch.distributed as distributed

        if distributed.is_available() and distributed.is_initialized():
            return Rank(distributed.get_rank(), distributed.get_world_size())
        return Rank(int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1")))


class Order:
    """The order of the rows in one pass: row groups shuffled, and the rows in each; or as they are in the files.

    It depends on the seed, the pass and the sizes of the row groups only, and is computed group by group.
    """

    def __init__(self, groups: Positions, shuffle: bool, seed: int, number: int) -> None:
        self._groups = groups
        self._seed = (seed, number) if shuffle else None
        self._sequence = self._permutation(len(groups), 0)
        self._ends = np.cumsum(groups[self._sequence])
        self._firsts = np.concatenate([[0], np.cumsum(groups)])
        self._last: tuple[int, Positions] = (-1, np.zeros(0, np.int64))

    def of(self, rank: Rank, equal: bool) -> range:
        """The part of the order that a rank reads: parts differ by one row at most, and by none if `equal`."""
        total = int(self._ends[-1]) if len(self._ends) else 0
        if equal:
            share = total // rank.world
            return range(share * rank.number, share * (rank.number + 1))
        return range(total * rank.number // rank.world, total * (rank.number + 1) // rank.world)

    def rows(self, part: range) -> Iterator[int]:
        """The numbers of the rows in a part of the order."""
        place = int(np.searchsorted(self._ends, part.start, side="right"))
        position = part.start
        while position < part.stop:
            rows = self._rows_of(int(self._sequence[place]))
            begin = int(self._ends[place]) - len(rows)
            stop = min(part.stop, int(self._ends[place]))
            yield from rows[position - begin : stop - begin].tolist()
            position = stop
            place += 1

    def _rows_of(self, group: int) -> Positions:
        if self._last[0] != group:
            self._last = group, self._firsts[group] + self._permutation(int(self._groups[group]), group + 1)
        return self._last[1]

    def _permutation(self, length: int, stream: int) -> Positions:
        """NumPy promises the same seeds and random bits in every version, but not the same `permutation`."""
        if self._seed is None:
            return np.arange(length)
        words = [word % 2**64 for word in (*self._seed, stream)]
        key = np.random.SeedSequence(words).generate_state(2, np.uint64)
        return np.argsort(np.random.Philox(key=key).random_raw(length), kind="stable")


def blocks(part: range, size: int, worker: int, workers: int) -> Iterator[range]:
    """Every `workers`-th block of `size` positions: those of the batches that torch expects from a worker."""
    for start in range(part.start + worker * size, part.stop, workers * size):
        yield range(start, min(start + size, part.stop))
