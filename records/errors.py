"""The ways in which keeping or reading a record can fail.

Each message is a sentence for the person who runs the service. None carries a value
that somebody said: no parameter of a statement, no text, no name.
"""


class RecordsError(Exception):
    """Something about the records went wrong; the subclasses say what."""


class RecordsUnavailable(RecordsError):
    """The database cannot be opened, read or written just now; nothing was changed."""


class RecordsConflict(RecordsError):
    """A row breaks a uniqueness or foreign-key rule; the transaction was undone."""


class RecordsTooNew(RecordsError):
    """The database was made by a newer version of the program than this one."""
