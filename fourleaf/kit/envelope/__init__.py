"""Values that a copy of the database does not show: envelope encryption with keys that can be changed.

Each value is encrypted with a *data key* (AES-256-GCM), bound to its table, row and column. Data keys lie in the
database, each encrypted ("wrapped") with the key in the *key file*, which is outside of it.
"""

from fourleaf.kit.envelope.errors import KeyProblem
from fourleaf.kit.envelope.fields import SealedTextField

__all__ = ["KeyProblem", "SealedTextField"]
