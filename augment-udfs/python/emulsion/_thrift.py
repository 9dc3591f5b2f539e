"""Reads Thrift's compact protocol, in which Parquet writes its footers, page headers and page indexes."""

from __future__ import annotations

import struct
from typing import Any

_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)


class Compact:
    """A position in a buffer. `read_struct` gives a structure as a dictionary from field ids to values."""

    def __init__(self, buffer: memoryview, position: int = 0) -> None:
        self.buffer = buffer
        self.position = position

    def read_struct(self) -> dict[int, Any]:
        fields: dict[int, Any] = {}
        field = 0
        while (header := self._byte()) != 0:
            field = field + (header >> 4) if header >> 4 else self._zigzag()
            fields[field] = self._value(header & 15)
        return fields

    def _value(self, kind: int) -> Any:
        if kind in (_TRUE, _FALSE):
            return kind == _TRUE
        if kind == _BYTE:
            return self._byte()
        if kind in (_I16, _I32, _I64):
            return self._zigzag()
        if kind == _DOUBLE:
            self.position += 8
            return struct.unpack_from("<d", self.buffer, self.position - 8)[0]
        if kind == _BINARY:
            length = self._varint()
            self.position += length
            return self.buffer[self.position - length : self.position]
        if kind in (_LIST, _SET):
            return self._list()
        if kind == _STRUCT:
            return self.read_struct()
        raise ValueError(f"a Parquet structure must have fields of known types, was type {kind}")

    def _list(self) -> list[Any]:
        header = self._byte()
        length = header >> 4 if header >> 4 < 15 else self._varint()
        kind = header & 15
        if kind in (_TRUE, _FALSE):
            return [self._byte() == _TRUE for _ in range(length)]
        return [self._value(kind) for _ in range(length)]

    def _byte(self) -> int:
        self.position += 1
        return self.buffer[self.position - 1]

    def _varint(self) -> int:
        value = shift = 0
        while (byte := self._byte()) & 128:
            value |= (byte & 127) << shift
            shift += 7
        return value | byte << shift

    def _zigzag(self) -> int:
        value = self._varint()
        return value >> 1 ^ -(value & 1)
