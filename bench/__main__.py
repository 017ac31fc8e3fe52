"""`python -m bench` is the command."""

import sys

from bench.cli import main

sys.exit(main())
