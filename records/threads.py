"""The threads in which the database is asked: few, and kept apart by what they do.

Each question to a SQLite file takes a fraction of a millisecond of this process's own
time. A thread that wakes up for it beside a busy event loop takes the interpreter from
the loop and from the other threads, and the more of them there are the more that costs
(docs/adr/0009-database-threads.md). A server is waited for, which costs nothing. Those
that write may have to wait for somebody else's lock, and hold up no reader meanwhile.
What takes long, such as a report over months, belongs into `asyncio.to_thread`.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from sqlalchemy.engine import Engine

READERS_OF_FILE = 1
READERS_OF_SERVER = 5
WRITERS = 8

P = ParamSpec("P")
T = TypeVar("T")

_of_file = ThreadPoolExecutor(READERS_OF_FILE, "records-read-file")
_of_server = ThreadPoolExecutor(READERS_OF_SERVER, "records-read-server")
_writing = ThreadPoolExecutor(WRITERS, "records-write")
# A thread of them begins when it is needed first.


async def read(
    engine: Engine, work: Callable[P, T], *args: P.args, **named: P.kwargs
) -> T:
    """What `work` returns, done in a thread that reads."""
    pool = _of_file if engine.dialect.name == "sqlite" else _of_server
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(pool, lambda: work(*args, **named))


async def write(work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """What `work` returns, done in a thread that writes, and may wait for its turn."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_writing, lambda: work(*args, **named))
