"""The request, as strict as the reader of the Rust runners."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Callable, Optional, Union

from .errors import BadRequest

VERSION = 1

_U8 = 0xFF
_U32 = 0xFFFFFFFF
_U64 = (1 << 64) - 1


@dataclass(frozen=True)
class Screens:
    directory: str
    frames: frozenset[int]


@dataclass(frozen=True)
class Run:
    frames: int
    calls_per_frame: int
    trace: list[tuple[int, int]]
    seed: int
    fuel: Optional[int]
    interrupt_ms: Optional[int]
    screens: Optional[Screens]
    echo_log: bool


@dataclass(frozen=True)
class Invoke:
    function: str
    arguments: list[str]
    seed: int


@dataclass(frozen=True)
class Prepare:
    output: str


@dataclass(frozen=True)
class ScriptModule:
    file: str
    calls: list[tuple[str, list[str]]]


@dataclass(frozen=True)
class Script:
    modules: list[ScriptModule]


@dataclass(frozen=True)
class Request:
    config: str
    module: str
    action: Union[Run, Invoke, Prepare, Script]


def parse(data: bytes) -> Request:
    """Reads a request; raises `BadRequest` with the place of a mistake."""
    try:
        value = json.loads(data.decode("utf-8"))
    except ValueError as error:
        raise _bad("", str(error)) from None
    request = _shaped(
        value, "", protocol=_integer(_U32), config=_word, module=_word, action=_action
    )
    if request["protocol"] != VERSION:
        raise BadRequest(
            f"the request speaks protocol {request['protocol']}, this runner {VERSION}"
        )
    return Request(request["config"], request["module"], request["action"])


Reader = Callable[[Any, str], Any]


def _bad(place: str, reason: str) -> BadRequest:
    where = f"{place}: " if place else ""
    return BadRequest(
        f"the request on standard input: {where}{reason}; crates/protocol/README.md defines it"
    )


def _shaped(value: Any, place: str, **shape: Union[Reader, tuple[Reader, Any]]) -> dict[str, Any]:
    """An object with these keys and no others; a pair has a default."""
    if not isinstance(value, dict):
        raise _bad(place, "expected an object")
    for key in value:
        if key not in shape:
            raise _bad(place, f"unknown key {key}")
    read = {}
    for key, reader in shape.items():
        optional = isinstance(reader, tuple)
        if key not in value and not optional:
            raise _bad(place, f"missing key {key}")
        take, default = reader if optional else (reader, None)
        read[key] = take(value[key], f"{place}.{key}".lstrip(".")) if key in value else default
    return read


def _action(value: Any, place: str) -> Union[Run, Invoke, Prepare, Script]:
    read = _shaped(
        value,
        place,
        run=(_run, None),
        invoke=(_invoke, None),
        prepare=(_prepare, None),
        script=(_script, None),
    )
    given = [action for action in read.values() if action is not None]
    if len(given) != 1:
        raise _bad(place, "expected one of run, prepare, invoke, script")
    return given[0]


def _run(value: Any, place: str) -> Run:
    read = _shaped(
        value,
        place,
        workload=_word,
        frames=_integer(_U32),
        calls_per_frame=(_integer(_U32), 1),
        trace=_list(_entry),
        seed=_integer(_U32, 1),
        fuel=(_optional(_integer(_U64)), None),
        interrupt_ms=(_optional(_integer(_U64)), None),
        screens=(_optional(_screens), None),
        echo_log=(_flag, False),
    )
    del read["workload"]
    return Run(**read)


def _screens(value: Any, place: str) -> Screens:
    read = _shaped(value, place, directory=_word, frames=_list(_integer(_U32)))
    return Screens(read["directory"], frozenset(read["frames"]))


def _invoke(value: Any, place: str) -> Invoke:
    return Invoke(
        **_shaped(value, place, function=_word, arguments=_list(_word), seed=_integer(_U32, 1))
    )


def _prepare(value: Any, place: str) -> Prepare:
    return Prepare(_shaped(value, place, **{"output": _word, "for": _word})["output"])


def _script(value: Any, place: str) -> Script:
    return Script(**_shaped(value, place, modules=_list(_script_module)))


def _script_module(value: Any, place: str) -> ScriptModule:
    return ScriptModule(**_shaped(value, place, file=_word, calls=_list(_call)))


def _call(value: Any, place: str) -> tuple[str, list[str]]:
    if not isinstance(value, list) or len(value) != 2:
        raise _bad(place, "expected [export, arguments]")
    return _word(value[0], place), _list(_word)(value[1], place)


def _entry(value: Any, place: str) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:
        raise _bad(place, "expected [frame, mask]")
    return _integer(_U32)(value[0], place), _integer(_U8)(value[1], place)


def _list(item: Reader) -> Reader:
    def read(value: Any, place: str) -> list[Any]:
        if not isinstance(value, list):
            raise _bad(place, "expected a list")
        return [item(inner, f"{place}[{i}]") for i, inner in enumerate(value)]

    return read


def _integer(largest: int, smallest: int = 0) -> Reader:
    def read(value: Any, place: str) -> int:
        if type(value) is not int or not smallest <= value <= largest:
            raise _bad(place, f"expected an integer from {smallest} to {largest}")
        return value

    return read


def _optional(reader: Reader) -> Reader:
    return lambda value, place: None if value is None else reader(value, place)


def _word(value: Any, place: str) -> str:
    if not isinstance(value, str):
        raise _bad(place, "expected a string")
    return value


def _flag(value: Any, place: str) -> bool:
    if not isinstance(value, bool):
        raise _bad(place, "expected true or false")
    return value
