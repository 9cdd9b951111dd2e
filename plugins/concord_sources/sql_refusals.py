"""What a database complains about, as errors that say who must act."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from contracts.errors import ConcordError, SourceMisbehaved, SourceRefusedLogin, SourceUnreachable

LOGIN_STATES = ("28", "42501")
AWAY_STATES = ("08", "53", "55", "57", "40")
LOGIN_WORDS = ("authentication failed", "pg_hba.conf", "access denied", "permission denied", "does not exist")
"""A database that refuses before it has let one in often gives no state, only words."""


@contextmanager
def explain_refusals(where: str) -> Iterator[None]:
    """Turn errors of the database and its driver into ours.

    Raises:
        SourceUnreachable: it is away, hangs or stops.
        SourceRefusedLogin: login or rights are refused.
        SourceMisbehaved: table or column is not there, or a value cannot be read.
    """
    try:
        yield
    except ConcordError:
        raise
    except SQLAlchemyError as error:
        raise _refusal_of(error, where) from None
    except OSError as error:
        raise _away(type(error).__name__, where) from None


def _refusal_of(error: SQLAlchemyError, where: str) -> ConcordError:
    cause = getattr(error, "orig", None)
    state = str(getattr(cause, "sqlstate", None) or "")
    diagnosis = getattr(cause, "diag", None)
    # The first line only: what follows may show the values of a row.
    said = str(getattr(diagnosis, "message_primary", None) or type(cause or error).__name__)
    if state.startswith(LOGIN_STATES) or (not state and any(word in str(cause) for word in LOGIN_WORDS)):
        return SourceRefusedLogin(
            f"the database refuses the login or its rights ({state or said})",
            where=where,
            mend="agree on login and rights with the provider; renew the connection",
        )
    if not state or state.startswith(AWAY_STATES):
        return _away(said, where)
    return SourceMisbehaved(
        f"the database cannot answer: {said}", where=where, mend="ask the provider whether table and columns changed"
    )


def _away(said: str, where: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"the database cannot be reached, hangs or stops ({said})",
        where=where,
        mend="wait for a later try; if it stays so, tell the provider",
    )
