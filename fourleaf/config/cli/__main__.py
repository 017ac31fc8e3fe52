"""So that `python -m fourleaf.config.cli` is the command too."""

import sys

from fourleaf.config.cli.entry import main

sys.exit(main())
