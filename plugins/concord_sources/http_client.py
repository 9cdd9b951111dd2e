"""One HTTP server as a connection names it: asked politely, and not followed to places that nobody named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from airflow.providers.http.hooks.http import HttpHook
from requests import PreparedRequest, Response, Session

from concord_sources.delivery import Asked
from concord_sources.http_refusals import check_status, explain_refusals, shown
from concord_sources.patience import Patience
from contracts.errors import SourceMisbehaved, SourceUnreachable

MOST_REDIRECTS = 5
MOST_WAITS = 3
LONGEST_WAIT_SECONDS = 30.0
CHUNK = 1 << 14

Origin = tuple[str, str, int]
DEFAULT_PORTS = {"http": 80, "https": 443}


class BearerToken:
    """Sends a token, and with none sends nothing: requests would else look into the machine's netrc."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Put the token into a request."""
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Client:
    """Asks one server.

    The login, the token and the headers of the connection go to the connection's own server only; where a redirect
    leads to another that the contract names, nothing secret goes along.

    Args:
        connection_id: Airflow connection: host, port, schema; login and password, or a password alone as bearer token;
            other entries of extra are sent as headers.
        allowed_hosts: scheme://host:port of other servers that redirects and next links may lead to.
        timeout_seconds: to connect, and between two reads.
    """

    def __init__(
        self, connection_id: str, *, allowed_hosts: tuple[str, ...], timeout_seconds: float, patience: Patience
    ) -> None:
        hook = HttpHook(method="GET", http_conn_id=connection_id)
        self._own: Session = hook.get_conn()
        if self._own.auth is None:
            self._own.auth = BearerToken(hook.get_connection(connection_id).password or "")
        self._other = Session()
        self._other.auth = BearerToken("")
        self._other.verify, self._other.proxies = self._own.verify, self._own.proxies
        self.base = hook.base_url
        self._own_origin = origin_of(self.base)
        self._origins = {self._own_origin, *(origin_of(host) for host in allowed_hosts)}
        self._timeout = timeout_seconds
        self._patience = patience

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._own.close()
        self._other.close()

    def check_address(self, address: str, named_by: str) -> str:
        """The address, when it leads to a server that connection or contract names.

        Raises:
            SourceMisbehaved: it leads elsewhere.
        """
        origin = origin_of(address, named_by)
        if origin not in self._origins:
            elsewhere = f"{origin[0]}://{origin[1]}:{origin[2]}"
            raise SourceMisbehaved(
                f"the server leads to {elsewhere}, which the contract does not name",
                where=named_by,
                mend=f"ask the provider; if it is right, add {elsewhere} to source.allowed_hosts",
            )
        return address

    def get(self, address: str, *, accept: str, etag: str = "") -> Response:
        """An open answer with status 200, 204 or 304; its bytes are not read yet.

        Raises:
            SourceUnreachable, SourceRefusedLogin, ReportMissing, SourceMisbehaved: see `pull`.
        """
        headers = {"Accept": accept} | ({"If-None-Match": etag} if etag else {})
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._ask(address, headers)
            if not answer.is_redirect:
                check_status(answer)
                return answer
            answer.close()
            address = self.check_address(urljoin(address, answer.headers["Location"]), shown(address))
        raise SourceMisbehaved(
            f"more than {MOST_REDIRECTS} redirects follow each other",
            where=shown(address),
            mend="ask the provider where the report is, and correct source.path",
        )

    def _ask(self, address: str, headers: dict[str, str]) -> Response:
        """The answer to one request; a server that asks for a pause gets it, within our patience."""
        session = self._own if origin_of(address) == self._own_origin else self._other
        for number in range(MOST_WAITS + 1):
            self._patience.check(shown(address))
            with explain_refusals(shown(address)):
                answer = session.get(
                    address, headers=headers, stream=True, allow_redirects=False, timeout=self._timeout
                )
            if answer.status_code != 429 and not (answer.status_code == 503 and "Retry-After" in answer.headers):
                return answer
            answer.close()
            if number < MOST_WAITS:
                self._pause(answer, number)
        raise _too_busy(address, f"it still asks for a pause after {MOST_WAITS} of them")

    def _pause(self, answer: Response, number: int) -> None:
        seconds = retry_after(answer.headers.get("Retry-After", ""), default=float(2**number))
        if seconds > LONGEST_WAIT_SECONDS:
            raise _too_busy(answer.url, f"it asks for a pause of {seconds:g} seconds")
        self._patience.wait(seconds, shown(answer.url))


def _too_busy(address: str, why: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"the server is too busy: {why}",
        where=shown(address),
        mend="wait: a later try asks again; if it stays so, agree on an hour with the provider",
    )


def retry_after(value: str, *, default: float) -> float:
    """Seconds that a Retry-After header asks for, as a number or as a date."""
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return default


def origin_of(address: str, named_by: str = "") -> Origin:
    """Scheme, host and port of an address, the default port filled in.

    Raises:
        SourceMisbehaved: it is no address of an HTTP server.
    """
    try:
        parts = urlsplit(address)
        port = parts.port or DEFAULT_PORTS[parts.scheme]
        if parts.hostname:
            return parts.scheme, parts.hostname.lower(), port
    except (ValueError, KeyError):
        pass
    raise SourceMisbehaved(
        "this is no address of an HTTP server", where=named_by or shown(address), mend="ask the provider"
    )


def read_chunks(answer: Response) -> Iterator[bytes]:
    """The bytes of an open answer.

    Raises:
        SourceUnreachable, SourceMisbehaved: it breaks off, or cannot be unpacked.
    """
    with explain_refusals(shown(answer.url)):
        try:
            yield from answer.iter_content(CHUNK)
        finally:
            answer.close()


def open_client(asked: Asked) -> Client:
    """The client of a contract's source."""
    source = asked.source
    return Client(
        source.connection,
        allowed_hosts=source.allowed_hosts,
        timeout_seconds=source.timeout_seconds,
        patience=asked.patience,
    )
