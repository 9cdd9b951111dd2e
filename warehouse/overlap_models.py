"""Models trained on this installation's judgements: which one weighs, and what became of the others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from warehouse.connections import transaction
from warehouse.loads import LoadFacts, RecordedLoad, lock_loads, next_load
from warehouse.overlap_tables import OVERLAP_MODEL

KIND = "model"
"""Kind of a load that brings a model."""

Status = Literal["active", "aside"]


@dataclass(frozen=True)
class TrainedModel:
    """One trained model.

    Attributes:
        model: the whole model as a tree that JSON can hold.
        figures: its figures beside those of the model before it.
        status: active (it weighs) or aside (trained, but not better).
    """

    version: str
    model: Mapping[str, Any]
    trained_at: datetime
    figures: Mapping[str, Any]
    status: Status

    def as_tree(self) -> dict[str, Any]:
        """The model and what is told of it, as a tree that JSON can hold."""
        return {**vars(self), "trained_at": self.trained_at.isoformat()}

    @classmethod
    def from_tree(cls, tree: Mapping[str, Any]) -> TrainedModel:
        """The model that `as_tree` gave."""
        return cls(**{**tree, "trained_at": datetime.fromisoformat(tree["trained_at"])})


def active_model(connection: Connection) -> TrainedModel | None:
    """The model that weighs; None while the shipped one does."""
    believed = OVERLAP_MODEL.c.known_to_load.is_(None)
    return _first(connection, sa.and_(believed, OVERLAP_MODEL.c.status == "active"))


def model_of_load(connection: Connection, number: int) -> TrainedModel | None:
    """The model that one load brought."""
    return _first(connection, OVERLAP_MODEL.c.known_from_load == number)


def store_model(
    connection: Connection,
    trained: TrainedModel,
    *,
    night: date,
    code_version: str,
    recorded: RecordedLoad | None = None,
) -> int:
    """Keep a model, and let it weigh from now on if it is active, in one transaction that is committed here.

    A model of the same version, and the one that weighed before an active one, are believed no longer.

    Returns:
        Number of the load.
    """
    gives_way = OVERLAP_MODEL.c.model_version == trained.version
    if trained.status == "active":
        gives_way = sa.or_(gives_way, OVERLAP_MODEL.c.status == "active")
    with transaction(connection):
        lock_loads(connection)
        with next_load(connection, LoadFacts(KIND, night, code_version), recorded) as number:
            connection.execute(
                sa.update(OVERLAP_MODEL)
                .where(OVERLAP_MODEL.c.known_to_load.is_(None), gives_way)
                .values(known_to_load=number)
            )
            connection.execute(
                sa.insert(OVERLAP_MODEL).values(
                    model_version=trained.version,
                    model=json.loads(json.dumps(trained.model)),
                    trained_at=trained.trained_at,
                    figures=json.loads(json.dumps(trained.figures)),
                    status=trained.status,
                    known_from_load=number,
                )
            )
    return number


def _first(connection: Connection, condition: sa.ColumnElement[bool]) -> TrainedModel | None:
    names = ("model_version", "model", "trained_at", "figures", "status")
    query = sa.select(*(OVERLAP_MODEL.c[name] for name in names)).where(condition)
    row = connection.execute(query.order_by(OVERLAP_MODEL.c.known_from_load.desc()).limit(1)).first()
    return None if row is None else TrainedModel(*row)
