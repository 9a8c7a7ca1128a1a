"""`python -m advice`."""

import sys

from advice.cli import main

if __name__ == "__main__":
    sys.exit(main())
