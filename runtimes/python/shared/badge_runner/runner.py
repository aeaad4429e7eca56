"""The program that every Python runner is: one request in, one transcript out."""

from __future__ import annotations

import abc
import sys
from pathlib import Path
from typing import Any, Callable, Iterator, NoReturn, Optional

from . import request, values
from .badge import Badge
from .bench import Bench, Ended
from .errors import BadRequest, HostTrap, Refusal, no_export, text_of, unsupported
from .values import Value


class Session(abc.ABC):
    """An instance. `start` and `update` are resolved, `None` where missing."""

    start: Optional[Callable[[], Any]] = None
    update: Optional[Callable[[], Any]] = None
    has_memory = False

    @abc.abstractmethod
    def call(self, name: str, arguments: list[Value]) -> list[str]:
        """Calls any export; the results in the words of the protocol."""

    def set_fuel(self, units: int) -> None:
        raise unsupported("this config does not meter")

    def fuel_left(self) -> int:
        raise unsupported("this config does not meter")

    def interrupter(self) -> Callable[[], None]:
        raise unsupported("this config cannot be interrupted")


class Engine(abc.ABC):
    """An engine in one of its configs."""

    name: str
    version: str
    configs: tuple[str, ...]

    @abc.abstractmethod
    def __init__(self, config: str) -> None: ...

    @abc.abstractmethod
    def compile(self, data: bytes) -> Any:
        """A module."""

    @abc.abstractmethod
    def instantiate(self, module: Any, badge: Badge) -> Session:
        """An instance whose imports are the badge's functions."""

    @abc.abstractmethod
    def kind(self, phase: str, error: BaseException) -> str:
        """The kind of what the engine raised."""

    def words(self, error: BaseException) -> str:
        """What the engine said."""
        return text_of(error)


def main(engine: type[Engine]) -> NoReturn:
    """Answers the request on standard input; exits with 2 where it cannot."""
    try:
        _answer(engine, request.parse(sys.stdin.buffer.read()))
    except BadRequest as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    sys.stdout.flush()
    sys.exit(0)


def _answer(kind: type[Engine], asked: request.Request) -> None:
    action = asked.action
    if asked.config not in kind.configs:
        raise BadRequest(f"{kind.name} has no config {asked.config}")
    if isinstance(action, request.Prepare):
        raise BadRequest(f"{kind.name} prepares nothing")
    if isinstance(action, request.Script):
        _script(kind, asked.config, action)
        return
    invokes = isinstance(action, request.Invoke)
    arguments = [values.parse(text) for text in action.arguments] if invokes else []
    try:
        data = Path(asked.module).read_bytes()
    except OSError as error:
        raise BadRequest(f"{asked.module}: {error.strerror}") from None
    badge = Badge(action.seed)
    if invokes or action.echo_log:
        badge.echo = _echo
    bench = Bench()
    badge.clock = bench.milliseconds
    bench.hello(kind.name, asked.config, kind.version)
    try:
        engine = _engine(kind, asked.config, bench)
        session = _load(engine, data, badge, bench, ready=not invokes)
        if invokes:
            call = lambda: session.call(action.function, arguments)
            bench.results(bench.time("update", call, _judge(engine, "update"))[1])
        else:
            _drive(engine, session, action, badge, bench)
    except Ended:
        pass
    bench.done(badge.nondeterministic)


def _script(kind: type[Engine], config: str, script: request.Script) -> None:
    """Loads modules one after the other and calls their exports; a line is told
    before the next one begins, so that a crash shows where it happened."""
    bench = Bench()
    bench.hello(kind.name, config, kind.version)
    try:
        engine = _engine(kind, config, bench)
        for index, asked in enumerate(script.modules):
            session = _script_module(engine, index, asked.file, bench)
            if session is None:
                continue
            for number, (name, arguments) in enumerate(asked.calls):
                bench.line(type="call", index=number, **_script_call(engine, session, name, arguments))
    except Ended:
        pass
    bench.done(False)


def _script_module(engine: Engine, index: int, file: str, bench: Bench) -> Optional[Session]:
    stage = "compile"
    try:
        module = engine.compile(Path(file).read_bytes())
        stage = "instantiate"
        session = engine.instantiate(module, Badge(1))
    except OSError as error:
        raise BadRequest(f"{file}: {error.strerror}") from None
    except (Exception, RecursionError) as error:
        kind, text = _judge(engine, stage)(error)
        bench.line(type="module", index=index, stage=stage, kind=kind, text=text[:1000])
        return None
    bench.line(type="module", index=index)
    return session


def _script_call(
    engine: Engine, session: Session, name: str, arguments: list[str]
) -> dict[str, Any]:
    try:
        return {"values": session.call(name, [values.parse(text) for text in arguments])}
    except (Exception, RecursionError) as error:
        kind, text = _judge(engine, "update")(error)
        return {"kind": kind, "text": text[:1000]}


def _engine(kind: type[Engine], config: str, bench: Bench) -> Engine:
    try:
        return kind(config)
    except Refusal as refusal:
        bench.refuse("compile", refusal.kind, str(refusal))


def _judge(engine: Engine, phase: str) -> Callable[[BaseException], tuple[str, str]]:
    """Kind and words of what a call of that phase raised."""

    def judge(error: BaseException) -> tuple[str, str]:
        if isinstance(error, Refusal):
            return error.kind, str(error)
        if isinstance(error, HostTrap):
            return "host", str(error)
        if isinstance(error, MemoryError):
            return "out-of-memory", text_of(error)
        return engine.kind(phase, error), engine.words(error)

    return judge


def _load(engine: Engine, data: bytes, badge: Badge, bench: Bench, ready: bool) -> Session:
    compiled, module = bench.time(
        "compile", lambda: engine.compile(data), _judge(engine, "compile")
    )
    bench.phase("compile", compiled)

    def instantiate() -> Session:
        session = engine.instantiate(module, badge)
        for name, there in [
            ("memory", session.has_memory),
            ("start", session.start),
            ("update", session.update),
        ]:
            if ready and not there:
                raise no_export(name)
        return session

    elapsed, session = bench.time("instantiate", instantiate, _judge(engine, "instantiate"))
    bench.phase("instantiate", elapsed)
    return session


def _drive(
    engine: Engine, session: Session, run: request.Run, badge: Badge, bench: Bench
) -> None:
    """Calls `start` and then `update` frame by frame, up to the first trap."""
    refuel = lambda: None if run.fuel is None else session.set_fuel(run.fuel)
    try:
        if run.interrupt_ms is not None:
            bench.watch(run.interrupt_ms, session.interrupter())
        refuel()
    except Refusal as refusal:
        bench.refuse("instantiate", refusal.kind, str(refusal))
    badge.enter_start()
    started, _ = bench.time("start", session.start, _judge(engine, "start"), -1)
    bench.phase("start", started, badge.link(0))
    sample = session.update if run.calls_per_frame == 1 else _repeated(session.update, run)
    judge = _judge(engine, "update")
    for index, buttons in zip(range(run.frames), _pressed(run.trace)):
        badge.enter_update(index, buttons)
        refuel()
        elapsed, _ = bench.time("update", sample, judge, index)
        fuel = None if run.fuel is None else run.fuel - session.fuel_left()
        bench.frame(index, elapsed, badge.link(bench.link), fuel)
        if run.screens and index in run.screens.frames:
            file = Path(run.screens.directory, f"{index}.bin")
            bench.attempt(lambda: file.write_bytes(badge.picture()))


def _repeated(update: Callable[[], Any], run: request.Run) -> Callable[[], None]:
    def sample() -> None:
        for _ in range(run.calls_per_frame):
            update()

    return sample


def _pressed(trace: list[tuple[int, int]]) -> Iterator[int]:
    """The mask of each frame, without end."""
    rest = iter(trace)
    entry = next(rest, None)
    frame = mask = 0
    while True:
        while entry is not None and entry[0] <= frame:
            mask = entry[1]
            entry = next(rest, None)
        yield mask
        frame += 1


def _echo(log: bytes) -> None:
    sys.stderr.buffer.write(log)
    sys.stderr.buffer.flush()
