"""How long a turn takes and how much memory the server holds, beside stock Rasa.

`python -m bench.turns [--turns 200] [--ours-only]`, in the project. Starts our server
and the bot that `rasa init` makes, each in a process of its own with a fresh database,
sends one person's messages one after the other over HTTP, and prints one table. The
stock bot is trained for it in a temporary folder, which takes a minute.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from bot.settings import PROJECT

OURS = (
    "你好",
    "社保断了三个月能补吗",
    "why?",
    "what is the late fee",
    "社保卡丢了怎么办",
    "I want to talk to a person",
    "养老保险交15年就可以了吗",
    "how do I move my insurance to another city",
)
STOCK = ("hello", "I am sad", "yes", "are you a bot?", "I am happy", "bye")
WARM_UP = 10
START_LIMIT = 180  # seconds
# The machine's proxy is not asked about loopback.
_OPEN = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


@dataclass(frozen=True)
class Row:
    """One line of the table; times in seconds, memory in MB."""

    name: str
    start: float
    times: Sequence[float]
    memory: int

    def cells(self) -> list[str]:
        """As printed."""
        p95 = quantiles(self.times, n=20)[-1]
        return [
            self.name,
            f"{self.start:.1f} s",
            f"{median(self.times) * 1000:.1f} ms",
            f"{p95 * 1000:.1f} ms",
            f"{self.memory} MB",
        ]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=200)
    parser.add_argument("--ours-only", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [measure_ours(folder, options.turns)]
        if not options.ours_only:
            rows.append(measure_stock(folder / "stock", options.turns))
    head = ["server", "start to first answer", "p50", "p95", "resident memory"]
    for cells in (head, ["---"] * len(head), *(row.cells() for row in rows)):
        print("| " + " | ".join(cells) + " |")
    print(f"Two million additions took this machine {additions() * 1000:.0f} ms.")
    return 0


def additions() -> float:
    """How fast the machine is just now: seconds for a fixed loop, best of five.

    Shared machines change their speed by the minute; times compare only beside this.
    """
    times = []
    for _ in range(5):
        began = time.perf_counter()
        total = 0
        for number in range(2_000_000):
            total += number
        times.append(time.perf_counter() - began)
    return min(times)


def measure_ours(folder: Path, turns: int) -> Row:
    """Our server, trained beforehand if need be."""
    _run([sys.executable, "-m", "bot", "train"], PROJECT)
    port = _free_port()
    environ = {"PORT": str(port), "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}"}
    command = [sys.executable, "-m", "bot", "run"]
    return _measure("this assistant", command, PROJECT, port, OURS, turns, environ)


def measure_stock(folder: Path, turns: int) -> Row:
    """The bot of `rasa init`, with its own configuration, in one process."""
    rasa = [sys.executable, "-m", "rasa"]
    folder.mkdir()
    _run([*rasa, "init", "--no-prompt", "--init-dir", str(folder)], folder)
    port = _free_port()
    command = [*rasa, "run", "--port", str(port), "--interface", "127.0.0.1"]
    command += ["--credentials", "credentials.yml"]
    return _measure("rasa init", command, folder, port, STOCK, turns, {})


def _measure(
    name: str,
    command: Sequence[str],
    folder: Path,
    port: int,
    texts: Sequence[str],
    turns: int,
    environ: Mapping[str, str],
) -> Row:
    began = time.perf_counter()
    with _server(command, folder, environ) as process:
        sender = uuid.uuid4().hex
        _first_answer(process, port, sender, texts[0])
        start = time.perf_counter() - began
        times = []
        for number in range(turns + WARM_UP):
            sent = time.perf_counter()
            _post(port, sender, texts[number % len(texts)])
            times.append(time.perf_counter() - sent)
        return Row(name, start, times[WARM_UP:], _resident_mb(process.pid))


@contextmanager
def _server(
    command: Sequence[str], folder: Path, environ: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(  # noqa: S603 (our own commands)
            command,
            cwd=folder,
            env={**os.environ, "RASA_TELEMETRY_ENABLED": "false", **environ},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=30)


def _first_answer(
    process: subprocess.Popen[bytes], port: int, sender: str, text: str
) -> None:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        try:
            if _post(port, sender, text):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"no answer within {START_LIMIT} seconds")


def _post(port: int, sender: str, text: str) -> list[object]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/webhooks/rest/webhook",
        data=json.dumps({"sender": sender, "message": text}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with _OPEN(request, timeout=60) as answer:
        said: list[object] = json.load(answer)
    return said


def _resident_mb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    (line,) = [row for row in status.splitlines() if row.startswith("VmRSS:")]
    return int(line.split()[1]) // 1024


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _run(command: Sequence[str], folder: Path) -> None:
    environ = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
    done = subprocess.run(  # noqa: S603 (our own commands)
        command, cwd=folder, env=environ, capture_output=True, check=False
    )
    if done.returncode != 0:
        tail = (done.stdout + done.stderr).decode(errors="replace")[-2000:]
        raise RuntimeError(f"{' '.join(command)} failed:\n{tail}")


if __name__ == "__main__":
    sys.exit(main())
