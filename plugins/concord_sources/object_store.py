"""Objects of a bucket (S3 and what speaks like it): the newest under a prefix, or all that were not seen yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import Any

from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import (  # type: ignore[import-untyped]
    BotoCoreError,
    ClientError,
    HTTPClientError,
    IncompleteReadError,
    NoCredentialsError,
)
from botocore.exceptions import ConnectionError as StoreConnectionError
from urllib3.exceptions import HTTPError

from concord_sources.delivery import Asked, Fetched
from concord_sources.files import MAGIC, Found, is_finished_name, take_files
from concord_sources.patience import CHUNK
from concord_sources.receipt import Part
from contracts.errors import ConcordError, ReportMissing, SourceMisbehaved, SourceRefusedLogin, SourceUnreachable

REFUSED = ("AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken")
MISSING = ("NoSuchBucket", "NoSuchKey", "404")
BUSY = ("SlowDown", "Throttling", "ThrottlingException", "RequestTimeout", "InternalError", "ServiceUnavailable")


def fetch(asked: Asked) -> Fetched:
    """Land the newest object, or all new ones, under the contract's prefix or pattern.

    An object that was put again under its old name has another ETag and is new; one whose name is of a past day is new
    when it was not seen. So a provider that was late is caught up without a person.

    Raises:
        SourceUnreachable, SourceRefusedLogin, ReportMissing, SourceMisbehaved: see `pull`.
    """
    bucket, pattern = asked.source.bucket, asked.source.path
    where = f"s3://{bucket}/{pattern}"
    with explain_refusals(where):
        client = open_client(asked)
        found = find_objects(client, bucket, pattern)
        choice = take_files(found, found, takes_new=asked.takes_new, since=asked.since, where=where)
        parts = tuple(_land_object(asked, client, object_) for object_ in choice.files)
    return Fetched(parts, where, choice.cursor, nothing_new="" if parts else "no new object")


def open_client(asked: Asked) -> Any:
    """The S3 client of the connection, with the contract's timeouts; the night tries again, not the client."""
    hook = S3Hook(aws_conn_id=asked.source.connection)
    seconds = asked.source.timeout_seconds
    ours = Config(connect_timeout=seconds, read_timeout=seconds, retries={"total_max_attempts": 1})
    theirs = hook.conn_config.botocore_config
    return hook.get_session().client(
        "s3",
        config=theirs.merge(ours) if theirs else ours,
        endpoint_url=hook.conn_config.get_service_endpoint_url("s3"),
        verify=hook.verify,
    )


def find_objects(client: Any, bucket: str, pattern: str) -> list[Found]:
    """Objects whose keys begin with a prefix, or match a pattern when it has wildcards; in the order of their keys."""
    wild = MAGIC.search(pattern)
    prefix = pattern[: wild.start()] if wild else pattern
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return [
        Found(item["Key"], item["Size"], item["LastModified"].timestamp(), item["ETag"])
        for page in pages
        for item in page.get("Contents", ())
        if is_finished_name(item["Key"]) and (not wild or fnmatchcase(item["Key"], pattern))
    ]


def _land_object(asked: Asked, client: Any, file: Found) -> Part:
    where = f"s3://{asked.source.bucket}/{file.name}"
    # IfMatch: what is landed is what was listed, or nothing.
    answer = client.get_object(Bucket=asked.source.bucket, Key=file.name, IfMatch=file.etag)
    chunks = asked.patience.limit(_read_chunks(answer["Body"], where), where)
    return asked.landing.keep(file.name, chunks, etag=file.etag, modified_at=file.modified_at)


def _read_chunks(body: Any, where: str) -> Iterator[bytes]:
    with explain_refusals(where):
        try:
            while chunk := body.read(CHUNK):
                yield chunk
        finally:
            body.close()


@contextmanager
def explain_refusals(where: str) -> Iterator[None]:
    """Turn what the store and the network complain about into errors that say who must act.

    Raises:
        SourceUnreachable, SourceRefusedLogin, ReportMissing, SourceMisbehaved: see `pull`.
    """
    try:
        yield
    except ConcordError:
        raise
    except ClientError as error:
        raise _refusal_of(error, where) from None
    except NoCredentialsError:
        raise SourceRefusedLogin(
            "the connection holds no key", where=where, mend="put the provider's access key into the connection"
        ) from None
    except (StoreConnectionError, HTTPClientError, IncompleteReadError, HTTPError, OSError) as error:
        raise SourceUnreachable(
            f"the store cannot be reached, hangs or breaks off ({type(error).__name__})",
            where=where,
            mend="wait for a later try; if it stays so, tell the provider",
        ) from None
    except BotoCoreError as error:
        raise SourceMisbehaved(
            f"the store's answer cannot be used ({type(error).__name__})",
            where=where,
            mend="check bucket and connection with the provider",
        ) from None


def _refusal_of(error: ClientError, where: str) -> ConcordError:
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    said = f"the store answers {code or status}"
    if code in REFUSED or status in (401, 403):
        return SourceRefusedLogin(
            f"{said}: the key is refused", where=where, mend="renew the access key in the connection"
        )
    if code in MISSING or status == 404:
        return ReportMissing(
            f"{said}: bucket or object is not there", where=where, mend="ask the provider, or correct source.bucket"
        )
    if code in BUSY or status >= 500 or status in (412, 429):
        return SourceUnreachable(said, where=where, mend="wait: a later try asks again")
    return SourceMisbehaved(said, where=where, mend="show this to the provider")
