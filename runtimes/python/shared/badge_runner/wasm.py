"""What a module imports and exports, read from its bytes, for engines that do
not tell."""

from __future__ import annotations

from typing import NamedTuple, Optional

_TYPES = {
    0x7F: "i32",
    0x7E: "i64",
    0x7D: "f32",
    0x7C: "f64",
    0x7B: "v128",
    0x70: "funcref",
    0x6F: "externref",
}
_KINDS = ["func", "table", "memory", "global", "tag"]


class Signature(NamedTuple):
    parameters: list[str]
    results: list[str]


class Import(NamedTuple):
    module: str
    name: str
    kind: str
    signature: Optional[Signature]


class Interface(NamedTuple):
    imports: list[Import]
    exports: dict[str, tuple[str, Optional[Signature]]]


class _Reader:
    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at

    def byte(self) -> int:
        value = self.data[self.at]
        self.at += 1
        return value

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def name(self) -> str:
        length = self.number()
        self.at += length
        return self.data[self.at - length : self.at].decode("utf-8", "replace")

    def types(self) -> list[str]:
        return [_TYPES.get(byte, hex(byte)) for byte in (self.byte() for _ in range(self.number()))]

    def signature(self) -> Signature:
        if self.byte() != 0x60:
            raise ValueError("the module has types beyond functions")
        return Signature(self.types(), self.types())

    def limits(self) -> None:
        bounded = self.byte() & 1
        self.number()
        if bounded:
            self.number()


def interface(data: bytes) -> Interface:
    """Imports and exports of a module; `ValueError` where it is none."""
    if data[:8] != b"\0asm\1\0\0\0":
        raise ValueError("the bytes do not begin as a module of version 1")
    types: list[Signature] = []
    functions: list[int] = []
    imports: list[Import] = []
    exports: dict[str, tuple[str, Optional[Signature]]] = {}
    reader = _Reader(data, 8)
    try:
        while reader.at < len(data):
            section = reader.byte()
            end = reader.number() + reader.at
            if section == 1:
                types = [reader.signature() for _ in range(reader.number())]
            elif section == 2:
                imports = [_import(reader, types, functions) for _ in range(reader.number())]
            elif section == 3:
                functions += [reader.number() for _ in range(reader.number())]
            elif section == 7:
                for _ in range(reader.number()):
                    name, kind, index = reader.name(), _KINDS[reader.byte()], reader.number()
                    exports[name] = kind, types[functions[index]] if kind == "func" else None
            reader.at = end
    except IndexError:
        raise ValueError("the module ends inside a section") from None
    return Interface(imports, exports)


def _import(reader: _Reader, types: list[Signature], functions: list[int]) -> Import:
    module, name, kind = reader.name(), reader.name(), _KINDS[reader.byte()]
    signature = None
    if kind == "func":
        functions.append(reader.number())
        signature = types[functions[-1]]
    elif kind == "global":
        reader.at += 2
    elif kind == "tag":
        reader.at += 1
        reader.number()
    else:
        if kind == "table":
            reader.byte()
        reader.limits()
    return Import(module, name, kind, signature)
