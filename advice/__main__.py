"""`python -m advice`."""

import signal
import sys

from advice.cli import main

if __name__ == "__main__":
    if hasattr(signal, "SIGPIPE"):  # `| head` ends us quietly
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())
