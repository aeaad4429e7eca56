"""{{name}}: to be written: what kind of engine it is.

Every part that is not written yet refuses and says what it has to do.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shared"))

from badge_runner.badge import Badge
from badge_runner.errors import Refusal
from badge_runner.runner import Engine, Session, main


def unwritten(part: str) -> Refusal:
    return Refusal("other", f"not written yet: {part}")


class {{type}}(Engine):
    name = "{{name}}"
    # To be written: importlib.metadata.version("its package").
    version = "unknown"
    configs = ("default",)

    def __init__(self, config: str) -> None:
        pass

    def compile(self, data: bytes) -> Any:
        raise unwritten("compile: decode, validate and translate the bytes")

    def instantiate(self, module: Any, badge: Badge) -> Session:
        raise unwritten(
            "instantiate: limit memory to its initial size, link badge.functions(), run the start "
            "section; a Session with start, update and has_memory"
        )

    def kind(self, phase: str, error: BaseException) -> str:
        # To be written: the kind of what the engine raises, by type or words
        # (crates/protocol/README.md has the kinds).
        return "invalid" if phase == "compile" else "unknown"


if __name__ == "__main__":
    main({{type}})
