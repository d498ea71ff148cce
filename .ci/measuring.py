"""Times commands side by side: one round runs each of them once, so that a slow minute slows them all."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Command:
    """What is timed; `before` is not. `codes` are those that mean that it worked."""

    words: Sequence[str | Path]
    cwd: Path
    env: Mapping[str, str]
    before: Callable[[], object] = lambda: None
    codes: Sequence[int] = (0,)
    stdin: Path = Path(os.devnull)

    def seconds(self) -> float:
        """How long it takes, from start to end. Raises RuntimeError if it fails."""
        self.before()
        with self.stdin.open("rb") as stdin:
            began = time.perf_counter()
            finished = subprocess.run(
                [str(word) for word in self.words],
                cwd=self.cwd,
                env=dict(self.env),
                check=False,
                stdin=stdin,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
            took = time.perf_counter() - began
        if finished.returncode not in self.codes:
            said = finished.stderr.decode("utf-8", "replace")[-500:]
            raise RuntimeError(f"{self.words[:4]} ended with {finished.returncode}: {said}")
        return took


def medians(commands: Mapping[str, Command], rounds: int) -> dict[str, float]:
    """The median seconds of each command. A first round warms the system's caches, unless one is all."""
    if rounds > 1:
        for command in commands.values():
            command.seconds()
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(command.seconds())
    return {name: statistics.median(found) for name, found in times.items()}


def peak(python: Path, command: Command) -> tuple[int, float]:
    """The most memory, in bytes, that the program's own process held: not what kustomize or conftest do.

    Beside it the seconds that the run took.
    """
    script = (
        "import atexit, resource, sys\n"
        "from validator.cli import main\n"
        "def tell():\n"
        "    sys.stderr.write('peak %d' % resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
        "atexit.register(tell)\n"
        "main(prog_name='mergegate')\n"
    )
    command.before()
    words = [python, "-c", script, *command.words[1:]]
    began = time.perf_counter()
    finished = subprocess.run(
        [str(word) for word in words],
        cwd=command.cwd,
        env=dict(command.env),
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    took = time.perf_counter() - began
    said, _, kibibytes = finished.stderr.rpartition("peak ")
    if finished.returncode not in command.codes:
        raise RuntimeError(f"{command.words[:4]} ended with {finished.returncode}: {said[-500:]}")
    return int(kibibytes) * 1024, took


def machine() -> str:
    """The processor, its cores that we may use, the memory and the system; no names of hosts."""
    cpu = platform.processor() or platform.machine()
    total = 0
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        cpu = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), cpu)
        first = Path("/proc/meminfo").read_text("utf-8").splitlines()[0]
        total = int(first.split()[1]) // 1024**2
    memory = f", {total} GiB of memory" if total else ""
    return f"{cpu}, {cores()} cores{memory}, {platform.system()}"


def cores() -> int:
    """How many processes may run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
