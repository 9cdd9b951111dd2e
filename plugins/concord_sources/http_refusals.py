"""What an HTTP server or the network to it complains about, as errors that say who must act."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from requests import Response
from requests import exceptions as refusals

from contracts.errors import ConcordError, ReportMissing, SourceMisbehaved, SourceRefusedLogin, SourceUnreachable


def shown(address: str) -> str:
    """An address as it may be written down: without login and query, where tokens and signatures stand."""
    try:
        parts = urlsplit(address)
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    except ValueError:
        return "an address that cannot be read"


def check_status(answer: Response) -> None:
    """Stop at an answer that brings no report.

    Raises:
        SourceUnreachable, SourceRefusedLogin, ReportMissing, SourceMisbehaved: see `pull`.
    """
    status, where = answer.status_code, shown(answer.url)
    if status in (200, 204, 304):
        return
    answer.close()
    raise _refusal_of(status, where)


def _refusal_of(status: int, where: str) -> ConcordError:
    said = f"the server answers {status}"
    if status in (401, 403):
        return SourceRefusedLogin(
            f"{said}: the login or token is refused", where=where, mend="renew the secret in the connection"
        )
    if status in (404, 410):
        return ReportMissing(
            f"{said}: the report is not there", where=where, mend="ask the provider, or correct source.path"
        )
    if status >= 500 or status in (408, 425):
        return SourceUnreachable(said, where=where, mend="wait: a later try asks again; else tell the provider")
    return SourceMisbehaved(said, where=where, mend="show this to the provider: the request or their server is wrong")


@contextmanager
def explain_refusals(where: str) -> Iterator[None]:
    """Turn what the network complains about into errors that say who must act.

    The original errors are not chained: their texts hold whole addresses, and so tokens.

    Raises:
        SourceUnreachable, SourceRefusedLogin, SourceMisbehaved: see `pull`.
    """
    try:
        yield
    except refusals.SSLError:
        raise SourceRefusedLogin(
            "the server's certificate is not trusted",
            where=where,
            mend="ask the provider for a valid one, or name its authority in the connection's extra (verify)",
        ) from None
    except refusals.Timeout:
        raise SourceUnreachable(
            "the server does not answer in time", where=where, mend="wait for a later try"
        ) from None
    except refusals.ContentDecodingError:
        raise SourceMisbehaved(
            "the answer is not compressed as it says", where=where, mend="show this to the provider"
        ) from None
    except refusals.RequestException as error:
        raise SourceUnreachable(
            f"the connection fails or breaks off ({type(error).__name__})",
            where=where,
            mend="wait for a later try; if it stays so, tell the provider",
        ) from None
