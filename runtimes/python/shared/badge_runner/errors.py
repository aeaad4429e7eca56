"""What went wrong, in the words of the protocol."""

TRAPS = frozenset(
    {
        "unreachable",
        "memory-out-of-bounds",
        "table-out-of-bounds",
        "indirect-call-type-mismatch",
        "uninitialized-element",
        "integer-divide-by-zero",
        "integer-overflow",
        "invalid-conversion",
        "stack-exhausted",
        "out-of-fuel",
        "interrupted",
        "host",
        "unknown",
    }
)
"""Kinds that are traps, hence `trap` lines when a call ends with them."""


class BadRequest(Exception):
    """A request that cannot be answered: the runner says so and exits with 2."""


class HostTrap(Exception):
    """A host function refused its arguments."""

    def __init__(self) -> None:
        super().__init__("a host function refused its arguments")


class Refusal(Exception):
    """A refusal with its kind (crates/protocol/README.md) and the engine's words."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


def unsupported(text: str) -> Refusal:
    return Refusal("unsupported", text)


def no_export(name: str) -> Refusal:
    return Refusal("export", f"the module exports no {name}")


def text_of(error: BaseException) -> str:
    """The error's own words; its name where it has none."""
    return str(error) or type(error).__name__
