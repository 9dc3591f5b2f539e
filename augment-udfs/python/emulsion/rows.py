"""Datasets of torch over the rows of a run.

Rows are read one by one from files that are mapped into memory, or by requests to a store: neither a row group nor a
file is loaded or copied.
"""

from __future__ import annotations

import io
import os
import pickle
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.utils.data import Dataset, IterableDataset, Sampler, get_worker_info

from emulsion._order import Order, Rank, blocks
from emulsion._place import Place
from emulsion._run import SIZES, open_run
from emulsion._shards import ParquetShard, Shard, open_shard

if TYPE_CHECKING:
    import datasets

Row = dict[str, Any]

_OPEN_SHARDS = 64
_REQUESTS = 32


class Rows(Dataset[Any]):
    """The rows of a run, by number: a map-style dataset, for every sampler of torch.

    `emulsion.read` makes one. A row is a dictionary of the columns, or what `transform` makes of it.

    Attributes:
        classes: names of the classes, in the order of the weights in `soft_label`
        epochs: the epochs of the run that are read
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        epoch: int | None = None,
        columns: Sequence[str] = ("image", "soft_label"),
        transform: Callable[[Row], Any] | None = None,
        filesystem: Any = None,
    ) -> None:
        self._run = open_run(Place.of(path, filesystem), epoch)
        if isinstance(columns, str):
            raise ValueError(f"columns must be a list of names, was the text {columns!r}")
        self._columns = tuple(columns)
        self._transform = transform
        unknown = [column for column in self._columns if column not in self._run.columns]
        if unknown:
            raise ValueError(f"columns must be some of {sorted(self._run.columns)}, was {unknown[0]}")
        self.classes = self._run.classes
        self.epochs = tuple(sorted({shard.epoch for shard in self._run.shards}))
        self._groups = np.array([n for shard in self._run.shards for n in shard.groups], np.int64)
        self._ends = np.cumsum([sum(shard.groups) for shard in self._run.shards])
        self._open: OrderedDict[int, Shard] = OrderedDict()
        self._process = os.getpid()

    def __len__(self) -> int:
        return int(self._ends[-1])

    def __getitem__(self, index: int) -> Any:
        number, row = self._locate(index)
        values = {column: self._value(number, row, column) for column in self._columns}
        return self._transform(values) if self._transform else values

    def __getitems__(self, indices: Sequence[int]) -> list[Any]:
        """The rows of a batch, which torch's loader asks for at once."""
        return list(self._read(indices))

    def __iter__(self) -> Iterator[Any]:
        return self._read(range(len(self)))

    def _read(self, indices: Iterable[int]) -> Iterator[Any]:
        """Rows in the order of their numbers. Those in a store are requested many at a time."""
        if self._run.is_local:
            yield from map(self.__getitem__, indices)
            return
        remaining = iter(indices)
        while some := list(islice(remaining, _REQUESTS)):
            self._fetch([self._locate(index) for index in some])
            yield from map(self.__getitem__, some)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_open": OrderedDict()}  # another process opens the files itself

    def iterable(
        self,
        *,
        shuffle: bool = True,
        seed: int = 0,
        batch_size: int = 1,
        rank: int | None = None,
        world: int | None = None,
        equal: bool = False,
    ) -> RowStream:
        """The rows in the order of a pass, as an iterable dataset.

        Args:
            shuffle: row groups, and the rows in each, anew in every pass; else rows are as they are in the files
            seed: of the shuffle; the same in all ranks
            batch_size: that of the loader, so that batches are the same for any number of workers
            rank: number of this process; by default that of torch.distributed, or else RANK in the environment
            world: number of processes; by default likewise, or WORLD_SIZE
            equal: whether every rank reads equally many rows, so that the last few are skipped where ranks do not
                divide them; else every row is read once, and some ranks read one row more
        """
        return RowStream(self, _Passes(self._groups, shuffle, seed, Rank.of(rank, world), equal), batch_size)

    def sampler(
        self,
        *,
        shuffle: bool = True,
        seed: int = 0,
        rank: int | None = None,
        world: int | None = None,
        equal: bool = False,
    ) -> RowSampler:
        """The same order as a sampler for a loader of this dataset; the arguments are those of `iterable`."""
        return RowSampler(_Passes(self._groups, shuffle, seed, Rank.of(rank, world), equal))

    def to_hf(self, cache_dir: str | None = None, num_proc: int | None = None) -> datasets.Dataset:
        """The same rows with all columns as a Hugging Face dataset, in which images are PIL images or arrays.

        It is a copy in the cache of `datasets`; the arguments are those of `load_dataset`. In profile `webdataset` its
        columns are the members of the tar files.
        """
        from emulsion._hf import load

        return load(self._run, cache_dir, num_proc)

    def _locate(self, index: int) -> tuple[int, int]:
        """The number of the shard of a row, and that of the row in it."""
        if not -len(self) <= index < len(self):
            rule = f"from 0 to {len(self) - 1}" if len(self) else "one of 0 rows"
            raise IndexError(f"index must be {rule}, was {index}")
        index %= len(self)
        number = int(np.searchsorted(self._ends, index, side="right"))
        return number, index - (int(self._ends[number]) - sum(self._run.shards[number].groups))

    def _fetch(self, places: list[tuple[int, int]]) -> None:
        """Requests the pages of rows, which are given as `_locate` does."""
        self._leave_parent()
        rows: dict[int, list[int]] = {}
        for number, row in places:
            rows.setdefault(number, []).append(row)

        def opened(number: int) -> ParquetShard:
            shard = self._open.get(number)
            return shard if isinstance(shard, ParquetShard) else ParquetShard(self._run.shards[number].path)

        def spans(number: int, shard: ParquetShard) -> set[tuple[int, int]]:
            return {span for row in rows[number] for span in shard.spans(row, self._columns)}

        with ThreadPoolExecutor(_REQUESTS) as pool:
            shards = list(pool.map(opened, rows))
            found = pool.map(spans, rows, shards)
            pages = [(shard, *span) for shard, of in zip(shards, found, strict=True) for span in of]
            list(pool.map(lambda page: page[0].fetch(page[1], page[2]), pages))
        for number, shard in zip(rows, shards, strict=True):
            self._hold(number, shard)

    def _value(self, number: int, row: int, column: str) -> Any:
        shard = self._shard(number)
        if column == "image":
            return self._image(shard, row)
        if column == "soft_label":
            return torch.from_numpy(shard.soft_label(row, self._run.class_count).copy())
        if column == "epoch":
            return self._run.shards[number].epoch
        return shard.value(row, column)

    def _shard(self, number: int) -> Shard:
        self._leave_parent()
        self._hold(number, self._open.get(number) or open_shard(self._run.shards[number].path))
        return self._open[number]

    def _hold(self, number: int, shard: Shard) -> None:
        """Keeps a shard open, of those that were read last."""
        self._open[number] = shard
        self._open.move_to_end(number)
        if len(self._open) > _OPEN_SHARDS:
            self._open.popitem(last=False)

    def _leave_parent(self) -> None:
        """In a forked process, opens files and connections anew: those of its parent cannot be shared."""
        if self._process != os.getpid():
            self._process = os.getpid()
            self._open.clear()
            self._run = pickle.loads(pickle.dumps(self._run))

    def _image(self, shard: Shard, row: int) -> torch.Tensor:
        image = shard.image(row)
        if isinstance(image, np.ndarray):
            return torch.from_numpy(image.copy())
        if self._run.is_encoded:
            return _decode(image)
        tensor = self._run.tensor
        shape = [n or shard.value(row, SIZES[dim]) for n, dim in zip(tensor["shape"], tensor["dim_names"], strict=True)]
        return torch.from_numpy(np.frombuffer(image, tensor["dtype"]).reshape(shape).copy())


def _decode(image: memoryview) -> torch.Tensor:
    """An encoded image as a tensor of uint8: channels, height, width."""
    from PIL import Image

    with Image.open(io.BytesIO(image)) as decoded:
        return torch.from_numpy(np.array(decoded.convert("RGB"))).permute(2, 0, 1).contiguous()


class _Passes:
    """The orders of all passes of one rank, and where to resume. Workers of a loader share the state."""

    def __init__(self, groups: Any, shuffle: bool, seed: int, rank: Rank, equal: bool) -> None:
        self._groups = groups
        self._settings = {"shuffle": shuffle, "seed": seed, "rank": rank.number, "world": rank.world, "equal": equal}
        self._rank = rank
        self._shared = torch.zeros(2, dtype=torch.int64)  # pass, and rows of it that are read
        self._shared.share_memory_()  # type: ignore[no-untyped-call]

    @property
    def number(self) -> int:
        return int(self._shared[0])

    @property
    def read(self) -> int:
        return int(self._shared[1])

    def begin(self, number: int, read: int) -> None:
        self._shared[0], self._shared[1] = number, read

    def order(self) -> Order:
        return Order(self._groups, bool(self._settings["shuffle"]), int(self._settings["seed"]), self.number)

    def remaining(self, order: Order) -> range:
        return order.of(self._rank, bool(self._settings["equal"]))[self.read :]

    def state(self, read: int) -> dict[str, Any]:
        return {**self._settings, "of": int(self._groups.sum()), "epoch": self.number, "rows": read}

    def load(self, state: dict[str, Any]) -> None:
        for key, value in {**self._settings, "of": int(self._groups.sum())}.items():
            if state[key] != value:
                raise ValueError(f"{key} must be {state[key]} as in the state that is loaded, was {value}")
        self.begin(state["epoch"], state["rows"])


class RowStream(IterableDataset[Any]):
    """The rows of a run in the order of a pass: an iterable dataset. `Rows.iterable` makes one.

    Call `set_epoch` before each pass, as with a sampler of torch: it shuffles anew. The rows of a rank are dealt to the
    workers of its loader batch by batch, so that the loader delivers them in the same order for any number of workers,
    and every row once. `state_dict` and `load_state_dict` resume in the middle of a pass.
    """

    def __init__(self, rows: Rows, passes: _Passes, batch_size: int) -> None:
        if batch_size < 1:
            raise ValueError(f"batch_size must be at least 1, was {batch_size}")
        self.rows = rows
        self._passes = passes
        self._batch_size = batch_size
        self._yielded = 0
        self._skipped = 0
        self._finished = False

    def __len__(self) -> int:
        """The number of rows that this rank has yet to read in this pass."""
        return len(self._passes.remaining(self._passes.order()))

    def set_epoch(self, epoch: int) -> None:
        """Begins another pass; has no effect if it is the one that was resumed."""
        if epoch != self._passes.number:
            self._passes.begin(epoch, 0)
            self._yielded = self._skipped = 0
            self._finished = False

    def __iter__(self) -> Iterator[Any]:
        worker = get_worker_info()
        number, count = (worker.id, worker.num_workers) if worker else (0, 1)
        if self._finished:
            self._passes.begin(self._passes.number, 0)
            self._finished = False
        order = self._passes.order()
        parts = blocks(self._passes.remaining(order), self._batch_size, number, count)
        self._yielded = self._skipped
        self._skipped = 0
        for row in self.rows._read(islice((row for part in parts for row in order.rows(part)), self._yielded, None)):
            self._yielded += 1
            yield row
        self._finished = worker is None

    def state_dict(self, rows: int | None = None) -> dict[str, Any]:
        """Where this pass is, to resume there with the same settings.

        Args:
            rows: number of rows of this pass that the loader has delivered in this rank. Needed if workers of a
                DataLoader read them, because this object then does not learn of it; not with torchdata's
                StatefulDataLoader
        """
        worker = get_worker_info()
        if rows is not None:
            return self._passes.state(rows)
        if worker is None:
            return self._passes.state(self._passes.read + self._yielded)
        return {**self._passes.state(self._passes.read), "worker": [worker.id, worker.num_workers, self._yielded]}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Resumes where `state_dict` was called.

        Raises:
            ValueError: if the rows or a setting are others than they were then
        """
        worker = get_worker_info()
        here = [worker.id, worker.num_workers] if worker else None
        there = state["worker"][:2] if "worker" in state else here
        if there != here:
            raise ValueError(f"worker and number of workers must be {there} as in the state that is loaded, was {here}")
        self._passes.load(state)
        self._finished = False
        self._skipped = state["worker"][2] if "worker" in state else 0
        self._yielded = self._skipped


class RowSampler(Sampler[int]):
    """The numbers of the rows in the order of a pass, for a loader of `Rows`. `Rows.sampler` makes one.

    Call `set_epoch` before each pass: it shuffles anew.
    """

    def __init__(self, passes: _Passes) -> None:
        self._passes = passes

    def __len__(self) -> int:
        """The number of rows that this rank has yet to read in this pass."""
        return len(self._passes.remaining(self._passes.order()))

    def __iter__(self) -> Iterator[int]:
        order = self._passes.order()
        return order.rows(self._passes.remaining(order))

    def set_epoch(self, epoch: int) -> None:
        """Begins another pass; has no effect if it is the one that was resumed."""
        if epoch != self._passes.number:
            self._passes.begin(epoch, 0)

    def state_dict(self, rows: int) -> dict[str, Any]:
        """Where this pass is, after the loader has delivered `rows` rows of it in this rank."""
        return self._passes.state(rows)

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Resumes where `state_dict` was called."""
        self._passes.load(state)
