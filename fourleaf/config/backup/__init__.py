"""Backups: everything in one encrypted file, taken while people work, and put back whole or not at all.

The file is an age-encrypted, gzip-compressed tar, so that it can be read without Fourleaf:
`age -d -i KEYFILE FILE | tar xz`.
"""

from fourleaf.config.backup.errors import BackupError
from fourleaf.config.backup.key import make_key
from fourleaf.config.backup.put_back import put_secret_back, restore
from fourleaf.config.backup.take import back_up
from fourleaf.config.backup.verify import verify

__all__ = ["BackupError", "back_up", "make_key", "put_secret_back", "restore", "verify"]
