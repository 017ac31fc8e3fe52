"""Which team next, and what may come of it: networks, the next best team, simulations. Needs numpy.

`network` holds people, ties and teams; `choosing` scores the next best team and makes a whole plan;
`simulation` plays one organisation many times over weeks, `fan` does so in pieces that can be resumed; `bass`
fits a growth curve once that is sound; `layout` and `drawing` make the map; `generated` invents
organisations; `files`, `command` and `report` are `fourleaf spread`.
"""

import os

# Threads gain little on products of this size, and on a busy machine they wait for each other at tenfold cost.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
