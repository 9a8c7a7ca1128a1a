"""The line between browser and server, which a test can cut.

One request a connection, so that the next request meets the line as it is then.
"""

import contextlib
import socket
import threading
from typing import Literal

State = Literal["whole", "cut", "deaf", "broken", "busy", "silent"]
"""`cut`: nothing goes through; `deaf`: messages arrive, their answers are lost;
`broken`: the server answers with an error; `busy`: that it was asked too often, once;
`silent`: not at all."""

TROUBLE = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\n"
    b"Content-Length: 2\r\nConnection: close\r\n\r\n{}"
)
BUSY_SAID = "Too many messages (invented)"
BUSY_BODY = f'{{"error": "too_many", "message": "{BUSY_SAID}"}}'.encode()
BUSY = (
    b"HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\n"
    b"Retry-After: 1\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
    % (len(BUSY_BODY), BUSY_BODY)
)
SENDING = b"POST /web/messages"


class Wire:
    """Forwards connections to `port` on loopback."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.posts = 0  # messages that reached the server
        self.lost = threading.Event()  # set when an answer was lost
        self._state: State = "whole"
        self._open: set[socket.socket] = set()
        self._end = threading.Event()

    @property
    def state(self) -> State:
        return self._state

    @state.setter
    def state(self, state: State) -> None:
        self._state = state
        if state == "cut":
            for one in [*self._open]:
                _shut(one)

    def __enter__(self) -> "Wire":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self.state = "cut"
        _shut(self._listener)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                browser, _ = self._listener.accept()
                threading.Thread(
                    target=self._serve, args=(browser,), daemon=True
                ).start()

    def _serve(self, browser: socket.socket) -> None:
        self._open.add(browser)
        try:
            with contextlib.suppress(OSError, ValueError), browser:
                self._one_request(browser)
        finally:
            self._open.discard(browser)

    def _one_request(self, browser: socket.socket) -> None:
        request = _read_request(browser)
        if self._state == "cut" or not request:
            return
        is_message = request.startswith(SENDING)
        if self._state == "broken" and request.startswith((b"POST", b"DELETE")):
            browser.sendall(TROUBLE)
            return
        if self._state == "busy" and is_message:
            browser.sendall(BUSY)
            self._state = "whole"
            return
        if self._state == "silent" and request.startswith(b"POST"):
            self._end.wait(60)
            return
        self.posts += is_message
        with socket.create_connection(("127.0.0.1", self._port)) as server:
            self._open.add(server)
            server.sendall(request)
            deaf = self._state == "deaf" and is_message
            while part := server.recv(65536):
                if deaf:
                    self.lost.set()
                    return
                browser.sendall(part)
            self._open.discard(server)


def _read_request(browser: socket.socket) -> bytes:
    """One request, made the last of its connection."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = browser.recv(65536)
        if not part:
            return b""
        data += part
    head, body = data.split(b"\r\n\r\n", 1)
    lines = [
        one for one in head.split(b"\r\n") if not one.lower().startswith(b"connection:")
    ]
    length = 0
    for line in lines:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        body += browser.recv(65536)
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body


def _shut(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    with contextlib.suppress(OSError):
        one.close()
