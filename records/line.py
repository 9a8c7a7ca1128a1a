"""A lock between threads that goes to whoever has waited longest.

SQLite lets writers that wait try again at times of its own, so that under a crowd one
of them may find the file taken for seconds on end.
"""

import threading
from collections import deque


class Line:
    """People in a line; the first in it has the turn."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Event] = deque()

    def enter(self, patience: float) -> bool:
        """Wait for the turn at most `patience` seconds; returns whether it came."""
        with self._mutex:
            if not self._taken:
                self._taken = True
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        if turn.wait(patience):
            return True
        with self._mutex:
            if turn.is_set():  # it came just now
                return True
            self._waiting.remove(turn)
            return False

    def leave(self) -> None:
        """Give the turn to the next one."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False
