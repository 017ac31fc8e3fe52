"""A database connection of the event loop that mends itself."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import psycopg

Connect = Callable[[], Awaitable[psycopg.AsyncConnection[Any]]]


class Line:
    """One autocommit connection, opened when first needed and anew after it broke; one question at a time."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._lock = asyncio.Lock()

    async def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of one statement; raises psycopg.Error or OSError while the database is away."""
        async with self._lock:
            connection = await self._open()
            try:
                cursor = await connection.execute(query, parameters)
                return await cursor.fetchall() if cursor.description else []
            except (psycopg.OperationalError, asyncio.CancelledError):
                await self._drop()
                raise

    async def close(self) -> None:
        """Close the connection if there is one; the next question opens a new one."""
        await self._drop()

    async def _open(self) -> psycopg.AsyncConnection[Any]:
        if self._connection is None or self._connection.closed:
            connection = await self._connect()
            await connection.set_autocommit(True)
            self._connection = connection
        return self._connection

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()
