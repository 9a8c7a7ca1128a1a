"""`python -m bot`: see `bot.cli`.

Rasa and SQLAlchemy read their environment when they are imported, so it is set first;
what they and their dependencies warn each other of is not for the person here.
"""

import logging
import sys

from bot.runtime import lean

if __name__ == "__main__":
    lean.set_environment()
    # A filter would not do: some of them set the filters back.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    from bot.cli import main

    sys.exit(main())
