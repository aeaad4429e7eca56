"""Values of `invoke`, as the protocol writes them."""

from __future__ import annotations

import math
import re
from struct import pack, unpack
from typing import NamedTuple, Union

from .errors import BadRequest, Refusal, unsupported

_INTEGER = re.compile(r"[+-]?[0-9]+")
_FLOAT = re.compile(
    r"[+-]?([0-9]+\.?[0-9]*(e[+-]?[0-9]+)?|\.[0-9]+(e[+-]?[0-9]+)?|inf|infinity|nan)", re.I
)
_PAYLOAD = re.compile(r"[+-]?nan:(0x[0-9a-f]+)", re.I)
_VECTOR = re.compile(r"(0x)?[0-9a-f]{1,32}", re.I)


class Value(NamedTuple):
    type: str
    value: Union[int, float, None]
    """None for a NaN with a payload, which no float of Python's carries."""


def parse(text: str) -> Value:
    """Reads `TYPE:NUMBER`, or a plain `i32`."""
    kind, number = text.split(":", 1) if ":" in text else ("i32", text)
    if kind in ("i32", "i64") and _INTEGER.fullmatch(number):
        bits = int(kind[1:])
        value = int(number)
        if -(1 << bits - 1) <= value < 1 << bits:
            return Value(kind, value - (1 << bits) if value >= 1 << bits - 1 else value)
    elif kind in ("f32", "f64") and (payload := _PAYLOAD.fullmatch(number)):
        if 0 < int(payload[1], 16) < 1 << (23 if kind == "f32" else 52):
            return Value(kind, None)
    elif kind in ("f32", "f64") and _FLOAT.fullmatch(number):
        value = float(number)
        return Value(kind, _single(value) if kind == "f32" else value)
    elif kind == "v128" and _VECTOR.fullmatch(number):
        return Value(kind, int(number, 16))
    raise BadRequest(
        f"argument {text!r}: expected TYPE:NUMBER with TYPE i32, i64, f32, f64 or v128, or a plain i32"
    )


def fitting(values: list[Value], types: list[str]) -> list[Union[int, float]]:
    """The numbers, if their types are these."""
    if [value.type for value in values] != types:
        raise Refusal("export", f"the export takes ({', '.join(types)})")
    if any(value.value is None for value in values):
        raise unsupported("the payload of a NaN cannot be given to this engine")
    return [value.value for value in values]


def show(kind: str, value: object) -> str:
    """A result in the words of the protocol. Engines may give integers unsigned."""
    if kind in ("i32", "i64") and isinstance(value, int):
        bits = int(kind[1:])
        value &= (1 << bits) - 1
        return f"{kind}:{value - (1 << bits) if value >> bits - 1 else value}"
    if kind in ("f32", "f64") and isinstance(value, (int, float)):
        return f"{kind}:{_float(float(value), kind == 'f32')}"
    if kind == "v128" and isinstance(value, int):
        return f"v128:0x{value:032x}"
    if kind in ("funcref", "externref"):
        return f"{kind}:{'null' if value is None else 'non-null'}"
    raise unsupported(f"a result of type {kind} cannot be shown")


def _single(value: float) -> float:
    try:
        return unpack("<f", pack("<f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def _float(value: float, single: bool) -> str:
    """The shortest digits that read back, in the form that Rust prints."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    digits = repr(value)
    if single:
        rounded = (repr(float(f"{value:.{precision}e}")) for precision in range(9))
        digits = next((text for text in rounded if _single(float(text)) == value), digits)
    mantissa, _, exponent = digits.partition("e")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa
