"""Why a backup or a restore did not happen."""

import errno

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class BackupError(Exception):
    """It cannot be done; the text says why and what to do."""
