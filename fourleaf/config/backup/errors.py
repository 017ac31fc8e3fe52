"""Why a backup or a restore did not happen."""


class BackupError(Exception):
    """It cannot be done; the text says why and what to do."""
