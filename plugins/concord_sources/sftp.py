"""Files on an SFTP server, whose own key is pinned in the connection."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase

import paramiko
from airflow.providers.sftp.hooks.sftp import SFTPHook

from concord_sources.delivery import Asked, Fetched
from concord_sources.files import MAGIC, SETTLE_SECONDS, Found, is_finished_name, split_pattern, take_files
from concord_sources.patience import CHUNK
from concord_sources.receipt import Part
from contracts.errors import ConcordError, ReportMissing, SourceRefusedLogin, SourceUnreachable


def fetch(asked: Asked) -> Fetched:
    """Land the newest file, or all new ones, that the contract's pattern matches.

    Raises:
        SourceUnreachable: the server is away, hangs, breaks off, or a file is still being written.
        SourceRefusedLogin: the login is refused, or the server shows another key than the pinned one.
        ReportMissing: no file matches.
    """
    hook = _open_hook(asked)
    where = f"sftp://{hook.remote_host}:{hook.port}"
    address = f"{where}/{asked.source.path.lstrip('/')}"
    with explain_refusals(where), hook.get_managed_conn() as files:
        channel = files.get_channel()
        if channel is not None:
            channel.settimeout(asked.source.timeout_seconds)
        before = find_files(files, asked.source.path)
        asked.patience.wait(min(SETTLE_SECONDS, asked.source.timeout_seconds), address)
        after = find_files(files, asked.source.path)
        choice = take_files(before, after, takes_new=asked.takes_new, since=asked.since, where=address)
        parts = tuple(_land_file(asked, files, file, where) for file in choice.files)
    return Fetched(parts, address, choice.cursor, nothing_new="" if parts else "no new file")


def _open_hook(asked: Asked) -> SFTPHook:
    """The hook, told to try once: Airflow tries the whole task again, and a wrong key is wrong each time."""
    seconds = max(1, round(asked.source.timeout_seconds))
    try:
        hook = SFTPHook(
            ssh_conn_id=asked.source.connection,
            conn_timeout=seconds,
            banner_timeout=seconds,
            auth_timeout=seconds,
            conn_retry_attempts=1,
        )
    except (ValueError, paramiko.SSHException, OSError) as error:
        # The hook names what is wrong with a key, and not the key.
        raise _refused(f"the connection cannot be used: {error}", asked.source.connection) from None
    hook.look_for_keys = False
    if hook.no_host_key_check or hook.allow_host_key_change:
        raise _refused("the connection does not check the server's key", asked.source.connection)
    return hook


def _refused(message: str, where: str) -> SourceRefusedLogin:
    return SourceRefusedLogin(
        message,
        where=where,
        mend="put the key that the provider confirms into the connection's extra: host_key, no_host_key_check false",
    )


@contextmanager
def explain_refusals(where: str) -> Iterator[None]:
    """Turn what the server and the network complain about into errors that say who must act.

    Raises:
        SourceUnreachable, SourceRefusedLogin, ReportMissing: see `fetch`.
    """
    try:
        yield
    except ConcordError:
        raise
    except paramiko.BadHostKeyException:
        raise _refused("the server shows another key than the pinned one; nothing was sent to it", where) from None
    except paramiko.AuthenticationException:
        raise SourceRefusedLogin(
            "the login is refused",
            where=where,
            mend="agree on the key or password with the provider; renew the connection",
        ) from None
    except FileNotFoundError:
        raise ReportMissing(
            "this folder or file does not exist", where=where, mend="ask the provider, or correct source.path"
        ) from None
    except PermissionError:
        raise SourceRefusedLogin(
            "the login may not read this folder or file", where=where, mend="ask the provider for the right to read"
        ) from None
    except paramiko.SSHException as error:
        if "not found in known_hosts" in str(error):
            raise _refused("no key of this server is pinned", where) from None
        raise _away(error, where) from error
    except (OSError, EOFError) as error:
        raise _away(error, where) from error


def _away(error: BaseException, where: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"the server cannot be reached, hangs or breaks off ({type(error).__name__})",
        where=where,
        mend="wait for a later try; if it stays so, tell the provider",
    )


def find_files(files: paramiko.SFTPClient, pattern: str) -> list[Found]:
    """Finished files that a pattern matches, whose names may have wildcards at every level."""
    folder = "/" if pattern.startswith("/") else "."
    return sorted(_match(files, folder, [name for name in pattern.split("/") if name]), key=lambda file: file.name)


def _match(files: paramiko.SFTPClient, folder: str, names: list[str]) -> Iterator[Found]:
    name, below = names[0], names[1:]
    if below and not MAGIC.search(name):
        yield from _match(files, _join(folder, name), below)
        return
    for facts in files.listdir_attr(folder):
        if not fnmatchcase(facts.filename, name) or not is_finished_name(facts.filename):
            continue
        path, mode = _join(folder, facts.filename), facts.st_mode or 0
        if below and stat.S_ISDIR(mode):
            yield from _match(files, path, below)
        elif not below and stat.S_ISREG(mode):
            yield Found(path, facts.st_size or 0, float(facts.st_mtime or 0))


def _join(folder: str, name: str) -> str:
    return name if folder == "." else f"{folder.rstrip('/')}/{name}"


def _land_file(asked: Asked, files: paramiko.SFTPClient, file: Found, where: str) -> Part:
    place = f"{where}/{file.name.lstrip('/')}"
    chunks = asked.patience.limit(_read_chunks(files, file, place), place)
    part = asked.landing.keep(_part_name(asked, file), chunks, modified_at=file.modified_at)
    facts = files.stat(file.name)
    if (facts.st_size, float(facts.st_mtime or 0), part.size) != (file.size, file.modified, file.size):
        raise SourceUnreachable(
            "this file changed while it was read", where=place, mend="wait: the next try finds it finished"
        )
    return part


def _part_name(asked: Asked, file: Found) -> str:
    """The file's path below the folder that the contract's pattern starts from."""
    folder, _ = split_pattern(asked.source.path)
    return file.name.removeprefix(folder).lstrip("/")


def _read_chunks(files: paramiko.SFTPClient, file: Found, place: str) -> Iterator[bytes]:
    with explain_refusals(place), files.open(file.name, "rb") as source:
        source.prefetch(file.size)
        while chunk := source.read(CHUNK):
            yield chunk
