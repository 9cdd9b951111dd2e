"""The model that weighs in this installation: the shipped one until enough is reported, then one that knows its words.

An installation's own statistics (how much a word says there, how crowded its places are, what its own clusters teach)
are frozen in a model that is stored as a load of its own: a search stays what it was, and can be done again.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from importlib.metadata import version

import pandas as pd
from sqlalchemy.engine import Connection

from nights.attempts import progress
from transforms.overlaps.matched import may_be_matched
from transforms.overlaps.matching.localising import LEAST_REPORTS, localise
from transforms.overlaps.matching.model import Model, from_json, shipped_model, to_json
from warehouse.overlap_models import TrainedModel, active_model, store_model

GROWN_TIMES = 2
"""An installation's statistics are frozen anew once it has this many times the reports."""
REPORTS = "reports"
"""Figure of a model that was frozen, not trained: from how many reports."""


def read_weighing_model(connection: Connection) -> Model:
    """The model that weighs now."""
    active = active_model(connection)
    return shipped_model() if active is None else from_json(json.dumps(active.model))


def keep_model_current(connection: Connection, records: pd.DataFrame, night: date) -> Model:
    """The model that weighs, frozen first where there are enough reports, or twice as many as the last time.

    A model that people's judgements trained stays until they train another.

    Args:
        records: records that may be matched, `warehouse.overlaps.MATCHABLE`.
    """
    active = active_model(connection)
    reports = int(may_be_matched(records).sum())
    if not _is_due(active, reports):
        return read_weighing_model(connection)
    model = localise(shipped_model(), records)
    stored = TrainedModel(model.version, json.loads(to_json(model)), datetime.now(UTC), {REPORTS: reports}, "active")
    store_model(connection, stored, night=night, code_version=version("concord"))
    progress.info("%-26s %-7s %-10s %s", "all providers", "model", "ok", f"frozen from {reports:,} reports")
    return model


def _is_due(active: TrainedModel | None, reports: int) -> bool:
    if active is None:
        return reports >= LEAST_REPORTS
    return REPORTS in active.figures and reports >= GROWN_TIMES * int(active.figures[REPORTS])
