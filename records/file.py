"""The file of a SQLite database: private, one writer at a time, always the same file.

A file that is removed or replaced under a running program would go on taking what is
said, and lose it: it is recognised by its number on the disk.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakValueDictionary

from records.errors import RecordsUnavailable
from records.line import Line

_PRIVATE_FOLDER, _PRIVATE_FILE = 0o700, 0o600
_COMPANIONS = ("", "-wal", "-shm")

# Two engines of one process may write to one file: they stand in one line.
_lines: WeakValueDictionary[Path, Line] = WeakValueDictionary()


class File:
    """A database file as it was when it was opened."""

    def __init__(self, path: str) -> None:
        """Make the file and its folder if need be; only the owner may read the file.

        Raises RecordsUnavailable.
        """
        self.path = Path(path)
        _make_folder(self.path.parent)
        self._number = _make_file(self.path)
        key = self.path.resolve()
        self._line = _lines.setdefault(key, Line())

    @contextmanager
    def writing(self, patience: float) -> Iterator[None]:
        """Hold the turn to write; RecordsUnavailable after `patience` seconds."""
        if not self._line.enter(patience):
            raise RecordsUnavailable(
                f"The database {self.path} cannot be used just now (database is locked "
                "by this program itself)."
            )
        try:
            yield
        finally:
            self._line.leave()

    def check(self) -> None:
        """Raise RecordsUnavailable if the path leads to another file by now."""
        try:
            there = _number(self.path.stat())
        except FileNotFoundError:
            there = None
        if there != self._number:
            raise RecordsUnavailable(
                f"The database file {self.path} was removed or replaced while the "
                "program runs: stop the program, put the file back, start again."
            )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise RecordsUnavailable(
            f"The folder {folder} of the database cannot be made: {error.strerror}."
        ) from error


def _make_file(path: Path) -> tuple[int, int]:
    try:
        opened = os.open(path, os.O_RDONLY | os.O_CREAT, _PRIVATE_FILE)
    except OSError as error:
        raise RecordsUnavailable(
            f"The database file {path} cannot be opened: {error.strerror}."
        ) from error
    try:
        found = os.fstat(opened)
    finally:
        os.close(opened)
    if found.st_uid == os.geteuid():  # else it is for its owner to say
        for name in _COMPANIONS:
            companion = path.with_name(path.name + name)
            if companion.exists():
                companion.chmod(_PRIVATE_FILE)
    return _number(found)


def _number(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino
