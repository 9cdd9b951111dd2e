"""An object store with the S3 API (moto's server), which can go away and come back."""

from __future__ import annotations

import logging
import socket
import threading
from types import TracebackType
from typing import Any

from werkzeug.serving import BaseWSGIServer, make_server

REGION = "us-east-1"
KEY_ID = "concord-demo"
SECRET = "concord-demo-secret"


class ObjectStore:
    """The S3 API on 127.0.0.1 for the time of a `with` block; what it holds lives as long as the process.

    Args:
        bucket: a bucket that is there from the start.
        port: 0 for a free one, which it keeps when it comes back.

    Attributes:
        requests_seen: TCP connections accepted so far, those of `put` included.
    """

    def __init__(self, bucket: str, *, port: int = 0) -> None:
        self.bucket = bucket
        self.port = port
        self.requests_seen = 0
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> ObjectStore:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self.come_back()
        self._client().create_bucket(Bucket=self.bucket)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.come_back()
        self.clear()
        self.go_away()

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"

    def connection(self) -> dict[str, Any]:
        """The Airflow connection."""
        return {
            "conn_type": "aws", "login": KEY_ID, "password": SECRET,
            "extra": {"endpoint_url": self.address, "region_name": REGION},
        }  # fmt: skip

    def put(self, key: str, content: bytes) -> None:
        """Write one object."""
        self._client().put_object(Bucket=self.bucket, Key=key, Body=content)

    def list_keys(self) -> list[str]:
        """Keys of all objects, sorted."""
        pages = self._client().get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        return sorted(item["Key"] for page in pages for item in page.get("Contents", ()))

    def clear(self) -> None:
        """Remove all objects."""
        for key in self.list_keys():
            self._client().delete_object(Bucket=self.bucket, Key=key)

    def go_away(self) -> None:
        """Stop listening: connections are refused until it comes back."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join(5)
        self._server = self._thread = None

    def come_back(self) -> None:
        """Listen (again) on the same port, with everything that was stored."""
        if self._server is None:
            self._server = _listen(self)
            self.port = int(self._server.server_address[1])
            self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
            self._thread.start()

    def _client(self) -> Any:
        import boto3  # type: ignore[import-untyped]
        from botocore.config import Config  # type: ignore[import-untyped]

        return boto3.client(
            "s3", endpoint_url=self.address, region_name=REGION, aws_access_key_id=KEY_ID,
            aws_secret_access_key=SECRET, config=Config(retries={"max_attempts": 1}, connect_timeout=5),
        )  # fmt: skip


def _listen(store: ObjectStore) -> BaseWSGIServer:
    """moto's application on a threaded server that counts the sockets it accepts."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app

    app = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", store.port, app, threaded=True, request_handler=MotoRequestHandler)
    accept = server.get_request

    def count_and_accept() -> tuple[socket.socket, Any]:
        accepted = accept()
        store.requests_seen += 1
        return accepted

    server.get_request = count_and_accept  # type: ignore[method-assign]
    return server
