"""An SFTP server over one folder: login by key only, with a host key of its own to be pinned."""

from __future__ import annotations

import asyncio
import logging
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

import asyncssh

USER = "concord"
KEY_TYPE = "ssh-ed25519"


class SftpServer:
    """SFTP on 127.0.0.1 for the time of a `with` block, served by a thread of its own.

    Args:
        root: folder that a client sees as /; made when missing.
        keys: folder that keeps host and client key from one start to the next; by default they are made anew.
        port: 0 for a free one.

    Attributes:
        requests_seen: TCP connections accepted so far.
        refuses_logins: while True, every login is refused.
    """

    def __init__(self, root: Path, *, keys: Path | None = None, port: int = 0) -> None:
        self.root = root
        self.port = port
        self.requests_seen = 0
        self.refuses_logins = False
        self._host_key = _keep_key(keys, "host_key")
        self._client_key = _keep_key(keys, "client_key")
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sftp", daemon=True)
        self._listener: Any = None

    def __enter__(self) -> SftpServer:
        logging.getLogger("asyncssh").setLevel(logging.WARNING)
        self.root.mkdir(parents=True, exist_ok=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(30)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def host_key(self) -> str:
        """The server's public key with its type in front, as a client pins it."""
        return _public_text(self._host_key)

    @property
    def private_key(self) -> str:
        """The key that may log in, in OpenSSH's text form."""
        text: str = self._client_key.export_private_key("openssh").decode()
        return text

    def connection(self) -> dict[str, Any]:
        """The Airflow connection, host key pinned."""
        return {
            "conn_type": "sftp", "host": "127.0.0.1", "port": self.port, "login": USER,
            "extra": {"private_key": self.private_key, "host_key": self.host_key, "no_host_key_check": False},
        }  # fmt: skip

    async def _listen(self) -> None:
        self._listener = await asyncssh.create_server(
            lambda: _Login(self), "127.0.0.1", self.port, server_host_keys=[self._host_key],
            sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(self.root).encode()),
        )  # fmt: skip
        self.port = self._listener.get_port()

    async def _close(self) -> None:
        self._listener.close()
        await self._listener.wait_closed()

    def may_log_in(self, user: str, key: Any) -> bool:
        """Whether a user with a public key is let in."""
        known = key.public_data == self._client_key.public_data
        return user == USER and known and not self.refuses_logins


class _Login(asyncssh.SSHServer):
    """One client's connection: public key only."""

    def __init__(self, server: SftpServer) -> None:
        self._server = server

    def connection_made(self, conn: Any) -> None:
        self._server.requests_seen += 1

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return False

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: Any) -> bool:
        return self._server.may_log_in(username, key)


def make_host_key() -> str:
    """Another server's public key, for tests of a pinned key that does not fit."""
    return _public_text(asyncssh.generate_private_key(KEY_TYPE))


def _public_text(key: Any) -> str:
    return " ".join(key.export_public_key("openssh").decode().split()[:2])


def _keep_key(folder: Path | None, name: str) -> Any:
    if folder is None:
        return asyncssh.generate_private_key(KEY_TYPE)
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = asyncssh.generate_private_key(KEY_TYPE)
        path.touch(mode=0o600)
        path.write_bytes(key.export_private_key("openssh"))
    return asyncssh.read_private_key(str(path))
