"""The model of `recipients.yaml`: who gets which editions, by which routes, and how each kind is released."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr
from itertools import combinations
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from contracts.codes import SPONSOR_OFFICE
from contracts.contract_checks import nearest, wrong

EditionKind = Literal["sponsor", "workgroup", "jurisdiction", "digest", "evaluation"]
Route = Literal["mail", "folder", "bucket"]
FileFormat = Literal["html", "pdf", "xlsx", "csv"]

STAFF = "staff"
EDITIONS_OF: Mapping[str, tuple[EditionKind, ...]] = {
    "sponsor": ("sponsor", "workgroup", "evaluation"),
    "provider": ("digest", "workgroup", "evaluation"),
    "jurisdiction": ("jurisdiction",),
    STAFF: ("sponsor", "workgroup", "jurisdiction", "digest", "evaluation"),
}
"""Kind of reader to the kinds of editions that it may have; of those made for one reader, its own alone."""

FOR_ALL: tuple[EditionKind, ...] = ("workgroup", "evaluation")
"""Kinds of editions that are made once for all readers."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _address(value: str) -> str:
    """One mail address, as servers take it without SMTPUTF8."""
    try:
        parsed = Address(addr_spec=value)
    except (MessageError, ValueError, IndexError):
        raise ValueError(f"{value!r} is no mail address; write it as team@example.gov") from None
    if not value.isascii() or not parsed.domain or "." not in parsed.domain or not value.isprintable():
        raise ValueError(f"{value!r} is no mail address; write it as team@example.gov, in ASCII")
    return value


def _words(value: str) -> str:
    """A text of one line: what could begin a header of its own in a message is no name."""
    if not value.strip() or not value.isprintable():
        raise ValueError("write a name on one line, without control characters")
    return value.strip()


def _sender(value: str) -> str:
    name, address = parseaddr(value)
    _address(address)
    _words(name or address)
    _words(value)
    return value


def _unsubscribe(value: str) -> str:
    """A mail address, or a page that speaks TLS."""
    return value if urlsplit(value).scheme == "https" and _words(value) else _address(value)


def _folder(value: str) -> str:
    if not value.startswith("/") or not value.isprintable() or ".." in value.split("/"):
        raise ValueError(f"{value!r} is no folder; write its whole path, such as /srv/reports/ohs")
    return value.rstrip("/") or "/"


def _bucket(value: str) -> str:
    parts = urlsplit(value)
    if not parts.scheme or parts.scheme == "file" or not parts.netloc or parts.query or not value.isprintable():
        raise ValueError(f"{value!r} is no bucket; write it as s3://CONNECTION@bucket/folder")
    if parts.password is not None:
        raise ValueError("a password stands in it; write s3://CONNECTION@bucket/folder, with the secret in Airflow")
    return value.rstrip("/")


Mail = Annotated[str, AfterValidator(_address)]
Words = Annotated[str, AfterValidator(_words), Field(max_length=120)]


class Routes(_Strict):
    """Where a recipient's editions go; at least one, each of them once."""

    mail: Mail | None = Field(None, description="Address of the mailbox")
    folder: Annotated[str, AfterValidator(_folder)] | None = Field(None, description="Whole path of a folder here")
    bucket: Annotated[str, AfterValidator(_bucket)] | None = Field(
        None, description="s3://CONNECTION@bucket/folder, with an Airflow connection that holds the secret"
    )

    @model_validator(mode="after")
    def _some(self) -> Routes:
        if not dict(self.named()):
            raise ValueError("write at least one of mail, folder, bucket")
        return self

    def named(self) -> Iterator[tuple[Route, str]]:
        """Route and target of each that there is."""
        routes: tuple[tuple[Route, str | None], ...] = (
            ("mail", self.mail), ("folder", self.folder), ("bucket", self.bucket),
        )  # fmt: skip
        return ((route, target) for route, target in routes if target is not None)


class Recipient(_Strict):
    """One mailbox or place, for whom it reads, and which kinds of editions it gets."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,62}$", description="Never used again for somebody else")
    name: Words = Field(description="Office or team, rather than a person")
    reader: str = Field(description="sponsor:CODE, provider:SLUG, jurisdiction:CODE or staff: for whom it reads")
    kinds: tuple[EditionKind, ...] = Field(min_length=1, description="Kinds of editions that it gets")
    by: Routes
    formats: tuple[FileFormat, ...] = Field(
        (), description="Files that it gets: of a mail pdf, of folder and bucket all, when left out"
    )
    subject: Literal["full", "plain"] = Field("full", description="plain: the subject names no reader and no figure")
    previews: bool = Field(True, description="Providers: see their own figures before an edition is issued")
    since: date = Field(description="Gets editions that are issued from this day on")
    until: date | None = Field(None, description="Last day of that; open when left out")

    @property
    def reader_kind(self) -> str:
        """sponsor, provider, jurisdiction or staff."""
        return self.reader.partition(":")[0]

    @property
    def whose(self) -> str:
        """Code or slug of its reader; "" of the staff."""
        return self.reader.partition(":")[2]

    @field_validator("reader")
    @classmethod
    def _known_reader(cls, value: str) -> str:
        kind, _, whose = value.partition(":")
        if kind not in EDITIONS_OF:
            raise ValueError(f"{value!r} is no reader; {nearest(kind, EDITIONS_OF)}")
        if (kind == STAFF) == bool(whose):
            raise ValueError(f"write {STAFF}" if kind == STAFF else f"of which {kind}? write {kind}:CODE")
        if kind == "sponsor" and whose not in SPONSOR_OFFICE:
            raise ValueError(f"{whose} is no sponsor office; {nearest(whose, SPONSOR_OFFICE)}")
        return value

    @model_validator(mode="after")
    def _consistent(self) -> Recipient:
        may = EDITIONS_OF[self.reader_kind]
        for place, kind in enumerate(self.kinds):
            if kind not in may:
                raise wrong(f"a {self.reader_kind} gets no {kind} edition; write {', '.join(may)}", "kinds", str(place))
        if self.until and self.until < self.since:
            raise wrong(f"until {self.until} is before since {self.since}; exchange them", "until")
        return self

    def gets(self, kind: str, reader: str, issued_on: date) -> bool:
        """Whether it gets an edition of a kind, made for a reader, that was issued on a day."""
        is_its_own = self.reader_kind == STAFF or kind in FOR_ALL or reader == self.whose
        return kind in self.kinds and is_its_own and self.since <= issued_on <= (self.until or issued_on)


class ReleaseRule(_Strict):
    """What an edition of one kind waits for before it is delivered."""

    wait_days: int = Field(0, ge=0, le=60, description="Days after its period that it waits for late providers")
    preview_days: int = Field(0, ge=0, le=60, description="Days that providers see their own figures before")
    approval: bool = Field(False, description="Whether a person releases it")


USUAL_RULES: Mapping[str, ReleaseRule] = {
    "sponsor": ReleaseRule(wait_days=3, preview_days=5, approval=True),
    "workgroup": ReleaseRule(wait_days=3, preview_days=5, approval=True),
    "evaluation": ReleaseRule(wait_days=3, preview_days=5, approval=True),
    "jurisdiction": ReleaseRule(wait_days=3),
    "digest": ReleaseRule(),
}


class MailSettings(_Strict):
    """How mail is sent; login and password stand in the Airflow connection alone."""

    connection: str = Field("concord_mail", pattern=r"^[A-Za-z0-9_.-]{1,200}$", description="Airflow connection")
    sender: Annotated[str, AfterValidator(_sender)] = Field(description="Concord <concord@example.gov>")
    reply_to: Mail | None = Field(None, description="Who reads answers; the sender when left out")
    unsubscribe: Annotated[str, AfterValidator(_unsubscribe)] = Field(
        description="Mail address or https page by which a recipient leaves"
    )
    most_megabytes: float = Field(15, gt=0, le=100, description="Files that would make a mail larger are left out")


class Recipients(_Strict):
    """All of `recipients.yaml`."""

    mail: MailSettings | None = None
    editions: dict[EditionKind, ReleaseRule] = Field({}, description="How each kind is released")
    recipients: tuple[Recipient, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Recipients:
        places: dict[str, int] = {}
        for place, one in enumerate(self.recipients):
            if places.setdefault(one.id, place) != place:
                raise wrong(f"the id {one.id} stands twice; write another", "recipients", str(place), "id")
            if one.by.mail and self.mail is None:
                raise wrong("mail is missing: write sender and unsubscribe under mail", "recipients", str(place), "by")
        for one, other in combinations(self.recipients, 2):
            if shared := _twice(one, other):
                told = f"{one.by.mail} gets {shared} already as {one.id}; leave it out of one of the two"
                raise wrong(told, "recipients", str(places[other.id]), "kinds")
        return self

    def rule(self, kind: str) -> ReleaseRule:
        """How editions of a kind are released; the usual way where nothing is written."""
        written = {str(name): rule for name, rule in self.editions.items()}
        return written.get(kind) or USUAL_RULES[kind]


def _twice(one: Recipient, other: Recipient) -> str:
    """A kind of which two recipients with one mailbox would get the same edition; "" where there is none."""
    first, second = (one.by.mail or "").casefold(), (other.by.mail or "").casefold()
    days = one.since <= (other.until or date.max) and other.since <= (one.until or date.max)
    if not first or first != second or not days:
        return ""
    is_one_reader = one.reader == other.reader or STAFF in (one.reader, other.reader)
    return next((kind for kind in one.kinds if kind in other.kinds and (is_one_reader or kind in FOR_ALL)), "")
