"""The badge as a guest sees it, to the letter of crates/badge/README.md.

It knows no engine and reads no clock.
"""

from __future__ import annotations

from struct import pack, pack_into, unpack_from
from typing import Callable, NamedTuple, Optional

from .errors import HostTrap

try:
    from xxhash import xxh32_intdigest
except ImportError:
    from .xxh32 import xxh32_intdigest

WIDTH = 160
HEIGHT = 128
SCREEN_BYTES = WIDTH * HEIGHT
LEDS = 5
DEFAULT_SEED = 0x9E3779B9

_FRAME_RATE = 30
_EVENT_BASIS = 0x811C9DC5
_EVENT_PRIME = 0x01000193
_TONE = 1
_LOG = 2
_MASK = 0xFFFFFFFF
_EVENTS_AT = SCREEN_BYTES + LEDS * 4


class HostFunction(NamedTuple):
    """An import: how many `i32` it takes, whether it gives one, what it does."""

    name: str
    parameters: int
    result: bool
    call: Callable[..., Optional[int]]


class Badge:
    """State behind the imports."""

    def __init__(self, seed: int) -> None:
        # What the hash covers, in its order: screen, LEDs, events, their number.
        self._hashed = bytearray(_EVENTS_AT + 8)
        self._screen = memoryview(self._hashed)[:SCREEN_BYTES]
        self._events = bytearray()
        self._event_count = 0
        self._random = seed
        self._buttons = 0
        self._millis = 0
        self.tone: Optional[tuple[int, int]] = None
        self.nondeterministic = False
        self.clock: Callable[[], int] = lambda: 0
        self.echo: Optional[Callable[[bytes], None]] = None
        # Guest memory now, as bytes; empty before there is an instance.
        self.memory: Callable[[], memoryview] = lambda: memoryview(b"")

    def functions(self) -> list[HostFunction]:
        """The imports of module `env`."""
        return [
            HostFunction("rect", 5, False, self._rect),
            HostFunction("blit", 6, False, self._blit),
            HostFunction("buttons", 0, True, lambda: self._buttons),
            HostFunction("millis", 0, True, lambda: self._millis),
            HostFunction("random", 0, True, self._next),
            HostFunction("led", 2, False, self._light),
            HostFunction("tone", 2, False, self._play),
            HostFunction("log", 2, False, self._log),
            HostFunction("clock_ms", 0, True, self._clock_ms),
        ]

    def enter_start(self) -> None:
        self._buttons = 0
        self._millis = 0

    def enter_update(self, index: int, buttons: int) -> None:
        self._buttons = buttons
        self._millis = index * 1000 // _FRAME_RATE

    def link(self, previous: int) -> int:
        """Ends a call: the link that follows `previous`."""
        folded = _EVENT_BASIS
        for byte in self._events:
            folded = (folded ^ byte) * _EVENT_PRIME & _MASK
        pack_into("<II", self._hashed, _EVENTS_AT, folded, self._event_count & _MASK)
        self._events.clear()
        self._event_count = 0
        return xxh32_intdigest(bytes(self._hashed), previous)

    def picture(self) -> bytes:
        """Screen and LEDs, as they are written to files."""
        return bytes(self._hashed[:_EVENTS_AT])

    def led(self, index: int) -> int:
        (rgb,) = unpack_from("<I", self._hashed, SCREEN_BYTES + index * 4)
        return rgb

    def _rect(self, x: int, y: int, w: int, h: int, color: int) -> None:
        left, right = max(x, 0), min(x + w, WIDTH)
        top, bottom = max(y, 0), min(y + h, HEIGHT)
        if w <= 0 or left >= right or top >= bottom:
            return
        screen = self._screen
        line = bytes((color & 0xFF,)) * (right - left)
        for start in range(top * WIDTH, bottom * WIDTH, WIDTH):
            screen[start + left : start + right] = line

    def _blit(self, at: int, x: int, y: int, w: int, h: int, key: int) -> None:
        if w <= 0 or h <= 0:
            return
        at &= _MASK
        memory = self.memory()
        if at + w * h > len(memory):
            raise HostTrap
        left, right = max(x, 0), min(x + w, WIDTH)
        width = right - left
        if width <= 0:
            return
        screen = self._screen
        skips = 0 <= key <= 255
        for row in range(max(y, 0), min(y + h, HEIGHT)):
            source = at + (row - y) * w + left - x
            target = row * WIDTH + left
            pixels = memory[source : source + width]
            if skips:
                _copy_runs(screen, target, bytes(pixels), key)
            else:
                screen[target : target + width] = pixels

    def _next(self) -> int:
        # xorshift32 (Marsaglia, 2003, triple 13, 17, 5).
        s = self._random
        s ^= s << 13 & _MASK
        s ^= s >> 17
        s ^= s << 5 & _MASK
        self._random = s
        return signed(s)

    def _light(self, index: int, rgb: int) -> None:
        if 0 <= index < LEDS:
            pack_into("<I", self._hashed, SCREEN_BYTES + index * 4, rgb & 0x00FFFFFF)

    def _play(self, frequency: int, duration: int) -> None:
        self._events += pack("<BII", _TONE, frequency & _MASK, duration & _MASK)
        self._event_count += 1
        self.tone = (frequency, duration) if frequency > 0 and duration > 0 else None

    def _log(self, at: int, length: int) -> None:
        at &= _MASK
        length &= _MASK
        text = b""
        if length:
            memory = self.memory()
            if at + length > len(memory):
                raise HostTrap
            text = bytes(memory[at : at + length])
        self._events += pack("<BI", _LOG, length)
        self._events += text
        self._event_count += 1
        if self.echo:
            self.echo(text + b"\n")

    def _clock_ms(self) -> int:
        self.nondeterministic = True
        return signed(self.clock() & _MASK)


def _copy_runs(screen: memoryview, target: int, pixels: bytes, key: int) -> None:
    """Copies the runs between pixels equal to `key`."""
    for run in pixels.split(bytes((key,))):
        end = target + len(run)
        if run:
            screen[target:end] = run
        target = end + 1


def signed(value: int) -> int:
    """The `i32` with these 32 bits."""
    return value - (1 << 32) if value & 0x80000000 else value
