"""Reads a file in a process of its own: a hostile file can exhaust that process, and never the server."""

import subprocess
import sys
from pathlib import Path

from dropout_cases.imports.limits import MB

HERE = Path(__file__).parent
MOST_MEMORY = 1_024 * MB
MOST_SECONDS = 20  # of computing; and twice as many by the clock, for a busy machine


def read(reader: str, *words: str, content: bytes) -> bytes:
    """What a reader says of a file; empty when it was stopped, or could not read the file."""
    command = [sys.executable, "-E", "-s", str(HERE / f"{reader}.py"), str(MOST_MEMORY), str(MOST_SECONDS), *words]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=2 * MOST_SECONDS, check=True)
    except subprocess.SubprocessError:
        return b""
    return done.stdout
