"""The contract's model: what one provider promised, as `providers/<slug>/contract.yaml` states it."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from contracts.contract_checks import check_codes, check_columns, check_defaults, check_period, one_of, wrong
from contracts.contract_checks import code_list as code_list
from contracts.contract_checks import nearest as nearest
from contracts.report_kinds import REPORT_KINDS, ReportKind, ReportName

Transport = Literal["drop_folder", "sftp", "http_api", "object_store", "sql"]
FormatKind = Literal["concord", "csv", "xlsx", "json", "jsonl", "xml", "rows"]
NumberReading = Literal["plain", "thousands", "us_currency", "decimal_comma"]

# Places inside a derived text: {Column Name}.
PLACE = re.compile(r"\{([^{}]+)\}")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False)


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


StringList = Annotated[tuple[str, ...], BeforeValidator(_as_list)]


def _offices(value: Any) -> Any:
    return [{"office": item} if isinstance(item, str) else item for item in value] if isinstance(value, list) else value


def _names(value: Any) -> Any:
    return [{"name": item} if isinstance(item, str) else item for item in value] if isinstance(value, list) else value


def _column(value: Any) -> Any:
    return {"to": value} if isinstance(value, (str, list)) else value


class SponsorOffice(_Strict):
    """A federal office that pays for the provider's work, from a date to a date."""

    office: str = Field(description="Code of the office, for example ACF/OCC")
    since: date | None = Field(None, description="First day; open when left out")
    until: date | None = Field(None, description="Last day; open when left out")

    @field_validator("office")
    @classmethod
    def _known(cls, value: str) -> str:
        return one_of("sponsor_office", value)


class Pages(_Strict):
    """How an HTTP API hands out its records page by page."""

    next_link: str = Field("", description="Dotted path of the next page's address in the answer")
    page_parameter: str = Field("", description="Name of the query parameter that counts pages from 1")
    size_parameter: str = Field("", description="Name of the query parameter that sets the page's size")
    size: int = Field(100, ge=1, le=10_000, description="Records a page")
    most: int = Field(10_000, ge=1, description="More pages than this are a fault of the server")


class Format(_Strict):
    """How to read the delivered bytes."""

    kind: FormatKind = Field(description="concord is Concord's own template, as CSV or XLSX")
    encoding: str | None = Field(None, description="For example utf-8 or cp1252; found by itself when left out")
    delimiter: str | None = Field(None, description="One character; found by itself when left out")
    header_row: int | None = Field(None, ge=1, description="Row of the header as a spreadsheet counts; else found")
    sheets: StringList = Field((), description="Names of sheets to read; all that carry the header when left out")
    record_path: str = Field("", description="Where the records are: data.items in JSON, feed/report in XML")
    qualify: dict[str, str] = Field({}, description="XML: element to the attribute that tells its repeats apart")
    skip: StringList = Field((), description="Paths in JSON or XML that are not read at all")
    footers: StringList = Field((), description="Patterns of lines without data, such as ^Exported on")


class Source(_Strict):
    """Where the report comes from."""

    transport: Transport
    format: Annotated[Format, BeforeValidator(lambda v: {"kind": v} if isinstance(v, str) else v)]
    connection: str = Field("", description="Airflow connection that holds address and secrets")
    path: str = Field("", description="File or pattern, endpoint, prefix; relative to CONCORD_HOME for drop_folder")
    bucket: str = Field("", description="object_store: the bucket")
    table: str = Field("", description="sql: table or view, with its schema")
    updated_at: str = Field("", description="sql: column that says when a row last changed")
    since_parameter: str = Field("", description="http_api: query parameter that asks for changes since a moment")
    take: Literal["newest", "new"] = Field("newest", description="The newest file counts, or every file not yet seen")
    pages: Pages | None = None
    allowed_hosts: StringList = Field(
        (), description="http_api: scheme://host:port that redirects and next links may lead to, beside the connection"
    )
    timeout_seconds: float = Field(30, gt=0, le=600)

    @model_validator(mode="after")
    def _complete(self) -> Source:
        needed = {
            "drop_folder": ("path",), "sftp": ("connection", "path"), "http_api": ("connection", "path"),
            "object_store": ("connection", "bucket", "path"), "sql": ("connection", "table", "updated_at"),
        }[self.transport]  # fmt: skip
        missing = [name for name in needed if not getattr(self, name)]
        if missing:
            raise ValueError(f"a source with transport {self.transport} needs {' and '.join(missing)}")
        if (self.format.kind == "rows") != (self.transport == "sql"):
            raise ValueError("format rows goes with transport sql, and only with it")
        return self


class Period(_Strict):
    """The stretch of time that a delivery of kind full_for_period covers, counted from the night's date."""

    field: str = Field(description="Canonical date by which a record belongs to the period")
    covers: Literal["month", "quarter", "fiscal_year"]
    days_before: int = Field(0, ge=0, description="The period is the one that holds the day so many days before")


class Column(_Strict):
    """What one source column means."""

    to: StringList = Field(description="Canonical field, or several")
    also_named: StringList = Field((), description="Other names under which this column has been delivered")
    date: StringList = Field(
        (),
        description="Readings, tried in order: iso (2026-03-12, 2026-03, 2026-Q1, 2026), excel, or a pattern such as "
        "%m/%d/%Y; a pattern without a day gives a month, without a month a year",
    )
    number: NumberReading = "plain"
    split: StringList = Field((), description="Texts that separate several values in a cell, such as ; or a line break")
    extract: str = Field("", description="Pattern whose first group is the value; no match means no value")
    optional: bool = Field(False, description="A delivery may lack this column")
    required: bool = Field(False, description="JSON and XML: a delivery in which no record has it is held")

    @field_validator("extract")
    @classmethod
    def _pattern(cls, value: str) -> str:
        if value and re.compile(value).groups < 1:
            raise ValueError("the pattern needs one group in parentheses")
        return value


class OtherName(_Strict):
    """A name under which partners' reports may tell of the provider: a former one, or an abbreviation."""

    name: str = Field(min_length=1)
    since: date | None = Field(None, description="First day; open when left out")
    until: date | None = Field(None, description="Last day; open when left out")


class Volume(_Strict):
    """How many rows a delivery may have; below is refused, above is held."""

    least: int = Field(1, ge=0)
    most: int = Field(5_000_000, ge=1)
    least_share: float = Field(0.5, ge=0, le=1, description="Of the last good full delivery's rows; below is refused")


_SLUG = r"^[a-z][a-z0-9_]{1,62}$"


class Contract(_Strict):
    """What one provider promised, and how its reports are read."""

    provider: str = Field(pattern=_SLUG, description="Slug: the folder's name")
    report: ReportName = Field("record", description="What one row of the report tells of")
    of_provider: str = Field(
        "", description="Feedback, joint projects, improvement actions: folder of the provider whose report it is; "
        "this folder's own when left out"
    )
    name: str = Field(min_length=1)
    also_known_as: Annotated[tuple[OtherName, ...], BeforeValidator(_names)] = Field(
        (), description="Further names, each from a day to a day: by these too a partner's report may name the provider"
    )
    sponsor_offices: Annotated[
        tuple[SponsorOffice, ...],
        BeforeValidator(_offices),
    ] = Field(min_length=1)
    contact: str = Field(min_length=3, description="Who is told when a delivery cannot be used")
    source: Source
    delivery: Literal["full", "incremental", "full_for_period"]
    period: Period | None = None
    key: StringList = Field(("source_record_id",), description="Source columns that together identify a record")
    late_after_days: int = Field(2, ge=0, description="Days without a report after which it is late")
    stands_in_days: int = Field(45, ge=1, description="Days that the last good report stands in for a missing one")
    absent_share: float = Field(0.05, ge=0, le=1, description="More withdrawn by absence than this share is held")
    volume: Volume = Field(default_factory=lambda: Volume())
    columns: dict[str, Annotated[Column, BeforeValidator(_column)]] = {}
    derived: dict[str, str] = Field({}, description="Canonical text made of columns: 'Training on {Topics}'")
    ignore: StringList = Field((), description="Columns known and not used, by name or pattern with *")
    personal: StringList = Field((), description="Columns that name people: never stored, and hidden in free text")
    volatile: StringList = Field((), description="Columns that change without the report changing")
    codes: dict[str, dict[str, str | list[str] | None]] = Field(
        {}, description="Canonical field: source value to code, to several codes, or to nothing"
    )
    defaults: dict[str, str | list[str]] = Field({}, description="Values where the delivery has no column")
    free_text_may_leave: bool = Field(False, description="Whether titles and summaries may stand in external reports")

    @model_validator(mode="before")
    @classmethod
    def _keyed(cls, data: Any) -> Any:
        """Where no key is named, the column of the kind's own identifier is it."""
        if not isinstance(data, dict) or "key" in data or data.get("report") not in REPORT_KINDS:
            return data
        return {**data, "key": [REPORT_KINDS[data["report"]].key]}

    @model_validator(mode="after")
    def _consistent(self) -> Contract:
        if (self.delivery == "full_for_period") != (self.period is not None):
            raise wrong("period goes with delivery full_for_period, and only with it", "delivery")
        if self.source.format.kind != "concord" and not self.columns:
            raise wrong("write columns: what the source's columns mean (only format concord needs none)", "source")
        if self.of_provider and (self.report == "record" or not re.match(_SLUG, self.of_provider)):
            raise wrong(
                "of_provider names another folder, and goes with report feedback, joint_project or improvement_action",
                "of_provider",
            )
        for name in ("scope_class", "sharing_level"):
            if name in self.kind.fields and name not in self.defaults and name not in self.mapped_fields:
                raise wrong(f"{name} is missing under defaults, and no column gives it", "defaults")
        check_period(self)
        check_columns(self)
        check_defaults(self.kind, self.defaults)
        check_codes(self.kind, self.codes)
        return self

    @property
    def kind(self) -> ReportKind:
        """What one row of the report tells of, with the fields that it may give."""
        return REPORT_KINDS[self.report]

    @property
    def whose(self) -> str:
        """Slug of the provider whose report it is."""
        return self.of_provider or self.provider

    @property
    def mapped_fields(self) -> frozenset[str]:
        """Canonical fields that a column of the delivery gives."""
        mapped = {name for column in self.columns.values() for name in column.to}
        return frozenset(mapped | set(self.derived))

    def offices_on(self, day: date) -> tuple[str, ...]:
        """Codes of the sponsor offices that hold on a day."""
        return tuple(
            s.office for s in self.sponsor_offices if (s.since or day) <= day <= (s.until or day)
        )
