"""The embedded PostgreSQL: the binaries come with a wheel, the supervision is ours."""

from fourleaf.config.postgres.cluster import PostgresError
from fourleaf.config.postgres.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "PostgresError"]
