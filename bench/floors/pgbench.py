"""`pgbench` saying the same to the database as the action does: the floor of posting."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench import processes
from bench.installation import CLIENT_CORE, PYTHON, BenchError, Database, Installation
from bench.rounds import Sample
from fourleaf.config.postgres import binaries

# The identity of a transaction is signed for its connection, which a script cannot do; here the owner does it for it.
CLAIM = """
create schema if not exists bench;
create or replace function bench.claim(person text) returns text language sql volatile security definer as $$
  select person || ':bench:' || encode(sha256(k.outer_key || sha256(k.inner_key || convert_to(
    person || ':bench:' || pg_backend_pid(), 'UTF8'))), 'hex') from lock.identity_key k
$$;
grant usage on schema bench to {web};
grant execute on function bench.claim(text) to {web}
"""


@dataclass(frozen=True)
class Scripts:
    """Files for `pgbench`: posts into many spaces, and all into the busy one."""

    many: Path
    busy: Path


def scripts(site: Installation, database: Database) -> Scripts:
    """Made from what the action says now."""
    web = database.url.role_name("web")
    size = database.size
    space = size.spaces // 2
    with site.owner(database) as owner:
        owner.execute(CLAIM.replace("{web}", f'"{web}"').encode())
    numbers = map(str, (space, size.spaces, size.people))
    done = subprocess.run(
        [*PYTHON, "bench.floors.capture", *numbers],
        env=site.environ(database),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchError(f"The action's SQL could not be taken: {done.stderr[-2000:]}")
    many, _line, busy = done.stdout.partition("--------\n")
    found = Scripts(site.data / "many.sql", site.data / "busy.sql")
    found.many.write_text(many)
    found.busy.write_text(busy)
    return found


def run(site: Installation, database: Database, script: Path, clients: int, seconds: float) -> Sample:
    """One round."""
    url = database.url
    programs = binaries.bundled(None)
    command = [str(programs / "pgbench"), "-n", "-f", str(script), "-c", str(clients), "-j", "1"]
    command += ["-T", str(max(1, round(seconds))), "-h", url.host, "-p", str(url.port)]
    command += ["-U", url.role_name("web"), url.dbname]
    environ = {**os.environ, "PGPASSWORD": url.role_password("web", site.secret)}
    before = site.database_cpu()
    with processes.on_core(CLIENT_CORE):
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    rate = re.search(r"tps = ([\d.]+)", done.stdout)
    count = re.search(r"transactions actually processed: (\d+)", done.stdout)
    failed = re.search(r"number of failed transactions: (\d+)", done.stdout)
    if done.returncode or not rate or not count or (failed and int(failed[1])):
        raise BenchError(f"pgbench did not succeed: {done.stderr[-2000:]}")
    return Sample(
        count=int(count[1]),
        seconds=int(count[1]) / max(float(rate[1]), 1e-9),
        server=0.0,
        database=site.database_cpu() - before,
    )
