"""Every error that Concord raises, as one tree; each says what, where, how to mend it and who must act.

ConcordError                    exit 1
├── ContractWrong               exit 2   us: a contract file does not say what it must
├── UsageWrong                  exit 2   the person at the keyboard: a wrong date, an unknown provider
├── ContractBroken              exit 3   the provider: a delivery is not what was promised
│   ├── DeliveryUnreadable               the bytes are not the format that was promised
│   ├── DeliveryEmpty                    no bytes, or a header without rows
│   ├── HeaderChanged                    columns appeared or vanished beyond the contract
│   ├── VolumeOutOfRange                 far fewer or more rows than promised
│   └── SourceMisbehaved                 the server redirects elsewhere, repeats a page, answers nonsense
├── SourceUnreachable           exit 4   wait: nothing came yet, or the server is away
│   ├── SourceRefusedLogin               the provider or us: the login or the host key is refused
│   └── ReportMissing                    the place is there, the report is not
├── LandingUnavailable          exit 5   us: the landing area cannot be written or read
├── WarehouseUnavailable        exit 5   us: the database cannot be reached or refuses
├── NightIncomplete             exit 3   whoever the message names: a provider's part of the night failed
├── SumsDisagree                exit 6   us: rows were lost or counted twice; the run stops
└── NightHeld                   exit 7   wait: another night works on the same home
"""

from __future__ import annotations

from typing import Literal

Actor = Literal["provider", "concord", "wait", "reader"]


class ConcordError(Exception):
    """Something a person can mend.

    Args:
        message: what happened and why, in one or two plain sentences.
        where: file, sheet, row, column, line or address.
        mend: what to do next.
    """

    who: Actor = "concord"
    exit_code: int = 1
    retry: bool = False

    def __init__(self, message: str, *, where: str = "", mend: str = "") -> None:
        self.message = message
        self.where = where
        self.mend = mend
        super().__init__(message)

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.message}" if self.where else self.message]
        if self.mend:
            parts.append(f"To mend: {self.mend}")
        return " ".join(parts)

    def __reduce__(self) -> tuple[object, ...]:
        # Airflow and process pools pickle exceptions; keyword arguments are lost without this.
        return _rebuild, (type(self), self.message, self.where, self.mend)


def _rebuild(kind: type[ConcordError], message: str, where: str, mend: str) -> ConcordError:
    return kind(message, where=where, mend=mend)


class ContractWrong(ConcordError):
    """A contract file is not valid: its keeper must correct it."""

    exit_code = 2


class UsageWrong(ConcordError):
    """A command was asked for something that does not exist."""

    who: Actor = "reader"
    exit_code = 2


class ContractBroken(ConcordError):
    """A delivery is not what its provider promised."""

    who: Actor = "provider"
    exit_code = 3


class DeliveryUnreadable(ContractBroken):
    """The bytes are not the format that was promised."""


class DeliveryEmpty(ContractBroken):
    """No bytes, or a header without rows."""


class HeaderChanged(ContractBroken):
    """Columns appeared or vanished beyond what the contract allows."""


class VolumeOutOfRange(ContractBroken):
    """Far fewer or more rows than the contract promises."""


class SourceMisbehaved(ContractBroken):
    """The server answers, but not as promised: redirects elsewhere, repeats a page, sends nonsense."""


class SourceUnreachable(ConcordError):
    """Nothing could be fetched now; another try may succeed."""

    who: Actor = "wait"
    exit_code = 4
    retry = True


class SourceRefusedLogin(SourceUnreachable):
    """The login or the pinned host key is refused; trying again does not help."""

    who: Actor = "concord"
    retry = False


class ReportMissing(SourceUnreachable):
    """The place is reachable, the report is not there."""

    who: Actor = "provider"
    retry = False


class LandingUnavailable(ConcordError):
    """The landing area cannot be written or read."""

    exit_code = 5


class WarehouseUnavailable(ConcordError):
    """The database cannot be reached or refuses."""

    exit_code = 5
    retry = True


class NightIncomplete(ConcordError):
    """Some provider's part of a night failed; all others are done and published."""

    who: Actor = "provider"
    exit_code = 3


class SumsDisagree(ConcordError):
    """Rows were lost or counted twice: the run must stop and a developer must look."""

    exit_code = 6


class NightHeld(ConcordError):
    """Another night works on the same home."""

    who: Actor = "wait"
    exit_code = 7
