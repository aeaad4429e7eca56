"""What surrounds a run: the clock, a watchdog, and replies that are written
when no clock runs."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from time import perf_counter_ns, sleep
from typing import Any, Callable, NoReturn, Optional

from .errors import TRAPS, BadRequest, Refusal
from .request import VERSION

_MAX_TEXT_BYTES = 4096
_CLOCK_READINGS = 5000
_WATCH_INTERVAL_S = 0.005


class Ended(Exception):
    """The run is over, and its last lines but `memory` and `done` are said."""


class Bench:
    """Clock, transcript and progress of one run."""

    def __init__(self) -> None:
        self._held: list[str] = []
        self._origin = perf_counter_ns()
        self._trouble: Optional[BadRequest] = None
        self._call_began: Optional[int] = None
        self.frames = 0
        self.link = 0

    def milliseconds(self) -> int:
        """Real time since the run began."""
        return (perf_counter_ns() - self._origin) // 1_000_000

    def time(
        self,
        phase: str,
        call: Callable[[], Any],
        judge: Callable[[BaseException], tuple[str, str]],
        frame: Optional[int] = None,
    ) -> tuple[int, Any]:
        """Times one call. What it raises ends the run: `judge` says its kind
        and words; a trap is one of `frame` (-1: `start`), all else a refusal."""
        failure: Optional[BaseException] = None
        outcome = None
        self._call_began = before = perf_counter_ns()
        try:
            outcome = call()
        except (Exception, RecursionError) as error:
            failure = error
        elapsed = perf_counter_ns() - before
        self._call_began = None
        if failure is not None:
            self.ended(phase, frame, *judge(failure))
        if elapsed < 0:
            self.refuse(phase, "other", "the clock stepped backwards")
        return elapsed, outcome

    def watch(self, interrupt_ms: int, interrupt: Callable[[], None]) -> None:
        """Interrupts calls that take longer. The thread ends with the process."""

        def watchdog() -> None:
            while True:
                sleep(_WATCH_INTERVAL_S)
                began = self._call_began
                if began is not None and perf_counter_ns() - began > interrupt_ms * 1_000_000:
                    interrupt()

        threading.Thread(target=watchdog, daemon=True).start()

    def hello(self, runtime: str, config: str, version: str) -> None:
        self._say(
            type="hello",
            protocol=VERSION,
            runtime=runtime,
            config=config,
            version=version,
            unit="ns",
            hz=1_000_000_000,
            resolution=_resolution(),
        )
        self.flush()

    def phase(self, phase: str, elapsed: int, link: Optional[int] = None) -> None:
        """Told at once, so that a crash shows in which phase it happened."""
        if link is None:
            self._say(type="phase", phase=phase, elapsed=elapsed)
        else:
            self.link = link
            self._say(type="phase", phase=phase, elapsed=elapsed, link=_word(link))
        self.flush()

    def frame(self, index: int, elapsed: int, link: int, fuel: Optional[int]) -> None:
        """Held back: a pipe between frames would cool the caches."""
        self.frames, self.link = index + 1, link
        metered = {} if fuel is None else {"fuel": fuel}
        self._say(type="frame", index=index, elapsed=elapsed, link=_word(link), **metered)

    def results(self, values: list[str]) -> None:
        self._say(type="results", values=values)

    def line(self, **reply: Any) -> None:
        """A line of a script, told at once."""
        self._say(**reply)
        self.flush()

    def ended(self, phase: str, frame: Optional[int], kind: str, text: str) -> NoReturn:
        if frame is None or kind not in TRAPS:
            self.refuse(phase, kind, text)
        self._say(type="trap", frame=frame, kind=kind, text=_cut(text))
        raise Ended

    def refuse(self, stage: str, kind: str, text: str) -> NoReturn:
        self._say(type="fail", stage=stage, kind=kind, text=_cut(text))
        raise Ended

    def done(self, nondeterministic: bool) -> None:
        peak = _peak_rss_bytes()
        self._say(type="memory", **({} if peak is None else {"peak_rss_bytes": peak}))
        self._say(
            type="done",
            frames=self.frames,
            link=_word(self.link),
            nondeterministic=nondeterministic,
        )
        self.flush()
        if self._trouble:
            raise self._trouble

    def attempt(self, write: Callable[[], Any]) -> None:
        """Does something whose failure is told after the transcript."""
        try:
            write()
        except OSError as error:
            self._trouble = self._trouble or BadRequest(str(error))

    def flush(self) -> None:
        sys.stdout.write("".join(self._held))
        sys.stdout.flush()
        self._held.clear()

    def _say(self, **reply: Any) -> None:
        self._held.append(json.dumps(reply, ensure_ascii=True) + "\n")


def _word(link: int) -> str:
    return f"{link:08x}"


def _cut(text: str) -> str:
    return text.encode("utf-8", "replace")[:_MAX_TEXT_BYTES].decode("utf-8", "ignore")


def _resolution() -> int:
    """Smallest step of the clock over some thousand readings."""
    smallest: Optional[int] = None
    before = perf_counter_ns()
    for _ in range(_CLOCK_READINGS):
        now = perf_counter_ns()
        if now > before:
            smallest = now - before if smallest is None else min(smallest, now - before)
        before = now
    if smallest is None:
        raise Refusal("other", "the clock stands still")
    return smallest


def _peak_rss_bytes() -> Optional[int]:
    """`VmHWM` of this process, where the system tells."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return None
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return None
