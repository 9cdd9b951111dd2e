"""Made-up providers for measuring: a contract and a CSV file each, of some 20,000 rows and 26 columns; seeded.

About 2% of the rows tell of work that is not yet over, 0.5% break a rule, a few hold e-mail addresses or names of
staff. The second night changes 1% of the rows of some providers.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from ruamel.yaml import YAML

from bench import night_words as words
from bench.night_rows import Scale, report_table

HOURS_OLD = 6
"""The files look as if they had been dropped so long ago: a fresh one would be looked at twice."""


def write_providers(scale: Scale, providers: Path) -> None:
    """Write the contract of each provider."""
    yaml = YAML()
    for number, slug in enumerate(scale.slugs):
        folder = providers / slug
        folder.mkdir(parents=True)
        with (folder / "contract.yaml").open("w", encoding="utf-8") as file:
            yaml.dump(contract_of(slug, number), file)
        crosswalks = {**words.CROSSWALKS, "lifecycle_status": words.statuses_of(number)}
        lines = [f'{field},"{word}",{code}' for field, walk in crosswalks.items() for word, code in walk.items()]
        (folder / "codes.csv").write_text("\n".join(["field,source_value,code", *lines, ""]), encoding="utf-8")


def contract_of(slug: str, number: int) -> dict[str, object]:
    """What one provider promises."""
    day = {"date": "%m/%d/%Y"}
    several = {"split": ";"}
    return {
        "provider": slug,
        "name": f"Measured Center {number}",
        "sponsor_offices": [("ACF/OCC", "ACF/OHS", "HRSA/MCHB", "SAMHSA", "ED/OSEP")[number % 5]],
        "contact": f"reports@{slug.replace('_', '-')}.example",
        "source": {
            "transport": "drop_folder", "path": f"inbox/{slug}/*.csv",
            "format": {"kind": "csv", "encoding": "utf-8", "delimiter": ","},
        },
        "delivery": "full",
        "key": "Report No",
        "columns": {
            "Kind": "record_kind", "Status": "lifecycle_status", "Title": "title", "Summary": "summary",
            "Scope": "scope_class", "Planned From": {"to": "planned_start", **day},
            "Planned To": {"to": "planned_end", **day}, "From": {"to": "actual_start", **day},
            "To": {"to": "actual_end", **day}, "Requested": {"to": "requested_on", **day}, "Reach": "geographic_scope",
            "States": {"to": "jurisdiction", **several}, "Recipient Kind": "recipient_type",
            "Recipient": "recipient_name", "Sectors": {"to": "sector", **several},
            "Elements": {"to": "core_element", **several}, "Families": {"to": "population_focus", **several},
            "Topics": {"to": "topic", **several}, "Depth": "intensity", "Form": "ta_type",
            "Mode": {"to": "delivery_mode", **several}, "Hours": "event_hours",
            "People": {"to": "participants_total", "number": "thousands"}, "Joint Project": "joint_project_id",
        },
        "personal": ["Entered By"],
        "defaults": {"sharing_level": "partners"},
    }  # fmt: skip


def write_deliveries(scale: Scale, home: Path, *, changed: Sequence[str] = (), only: Sequence[str] = ()) -> list[Path]:
    """Write the providers' files into their drop folders under a home.

    Args:
        changed: providers of whose rows 1% say something else than on the first night.
        only: write these providers' files; all when left out.
    """
    paths = []
    for number, slug in enumerate(scale.slugs):
        if only and slug not in only:
            continue
        path = home / "inbox" / slug / "reports.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(write_csv(report_table(scale, number, is_changed=slug in changed)))
        facts = path.stat()
        os.utime(path, (facts.st_atime, facts.st_mtime - HOURS_OLD * 3600 + (60 if slug in changed else 0)))
        paths.append(path)
    return paths


def write_csv(table: pa.Table) -> bytes:
    """A table of text as CSV, as common tools write it: only cells that need quotes have them."""
    cells = [_quoted(table[name].combine_chunks()) for name in table.column_names]
    lines = pc.binary_join_element_wise(*cells, ",")
    return "\r\n".join([",".join(table.column_names), *lines.to_pylist(), ""]).encode()


def _quoted(cells: pa.Array) -> pa.Array:
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(cells, '"', '""'), '"', "")
    return pc.if_else(pc.match_substring_regex(cells, '[",\r\n]'), quoted, cells)
