"""What stands at the other end of the browser: the assistant, and a foreign site."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_server

import httpx

from bot.settings import PROJECT

START = 900.0  # seconds: a model may have to be trained first


@dataclass(frozen=True)
class Assistant:
    """A running assistant; `process` is the number of its process."""

    port: int
    process: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def free_port() -> int:
    with create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextlib.contextmanager
def running_assistant(
    folder: Path, *origins: str, **settings: str
) -> Iterator[Assistant]:
    """`python -m bot run` on a free port; `origins` may embed the widget.

    `settings` are further variables of its environment. A second start in the same
    folder with the same `PORT` goes on where the first ended.
    """
    port = int(settings.get("PORT") or free_port())
    environment = {
        **os.environ,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{folder}/widget.db",
        "WEB_ORIGINS": ",".join(origins),
        "WEB_MESSAGES_A_MINUTE": "6000",
        "WEB_REQUESTS_A_MINUTE": "60000",
        "RASA_TELEMETRY_ENABLED": "false",
        **settings,
    }
    log = folder / "assistant.log"
    with log.open("a", encoding="utf-8") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=PROJECT,
            env=environment,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        one = Assistant(port, process.pid)
        try:
            _wait_for(one, process, log)
            yield one
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(one: Assistant, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + START
    with httpx.Client(trust_env=False) as client:
        while time.monotonic() < end:
            if process.poll() is not None:
                break
            with contextlib.suppress(httpx.TransportError):
                if client.get(f"{one.url}/health").status_code == 200:
                    return
            threading.Event().wait(0.1)
    raise AssertionError(log.read_text(encoding="utf-8")[-3000:])


class HostSite:
    """Serves pages that a test gives it, with the headers that it gives."""

    def __init__(self) -> None:
        pages: dict[str, tuple[str, dict[str, str]]] = {}

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                html, headers = pages.get(self.path, ("", {}))
                self.send_response(200 if html else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(html.encode())

            def log_message(self, *_: object) -> None:
                pass

        self._pages = pages
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def put(self, path: str, html: str, **headers: str) -> str:
        """Offer a page; returns its address."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._pages[path] = html, named
        return self.url + path

    def __enter__(self) -> "HostSite":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
