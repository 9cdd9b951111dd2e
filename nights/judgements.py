"""People's judgements on pairs: checked, taken into the log, and shown at once; the model that learns from them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import get_close_matches
from importlib.metadata import version

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from contracts.errors import UsageWrong
from nights.judgement_file import Line, Mistake, check_words, read_until
from nights.load_journal import keep_loads
from nights.overlap_model import read_weighing_model
from nights.overlaps import find_night_overlaps, read_standing
from nights.settings import Settings
from nights.warehouse_access import open_warehouse
from transforms.overlaps.judgements import MATCH_WORDS, party_of
from transforms.overlaps.matching import judged
from transforms.overlaps.matching.model import to_json
from warehouse.judgements import Judgement, RecordNow, add_judgements, read_log, read_records_now
from warehouse.overlap_models import TrainedModel, store_model
from warehouse.overlaps import read_matchable
from warehouse.providers import provider_names
from warehouse.tables import LOAD

Key = tuple[str, str]


@dataclass(frozen=True)
class Taken:
    """What became of a number of judgements.

    Attributes:
        taken: those that were added to the log.
        known: those that say what the same person said last, of the same content.
        mistakes: one a wrong value; its line was not taken.
        load_number: under which they are known; None where none was taken.
    """

    taken: list[Judgement]
    known: int
    mistakes: list[Mistake]
    load_number: int | None


def take_judgements(settings: Settings, lines: Sequence[Line], *, at: datetime | None = None) -> Taken:
    """Add judgements to the log, those of wrong lines left out, and find the overlaps of their records anew.

    Args:
        at: when they were judged; now when left out.
    """
    taken = note_judgements(settings, lines, at=at)
    if taken.load_number is not None:
        find_again(settings)
    return taken


def find_again(settings: Settings) -> None:
    """Search for overlaps once more as of the last night, so that what was judged shows at once."""
    with open_warehouse(settings).connect() as connection:
        night = last_night(connection)
    find_night_overlaps(settings, night)


def note_judgements(settings: Settings, lines: Sequence[Line], *, at: datetime | None = None) -> Taken:
    """Add judgements to the log, those of wrong lines left out; the next search for overlaps counts them.

    Args:
        at: when those were judged whose line does not say it; now when left out.
    """
    moment = at or datetime.now(UTC)
    with open_warehouse(settings).connect() as connection:
        judgements, mistakes = _read_lines(connection, lines, moment)
        new = _without_known(connection, judgements)
        load = add_judgements(connection, new, night=last_night(connection), code_version=version("concord"))
        keep_loads(settings, connection, None)
    return Taken(new, len(judgements) - len(new), mistakes, load)


def last_night(connection: Connection) -> date:
    """The night of the last search for overlaps, else of the last load.

    Raises:
        UsageWrong: nothing was ever loaded.
    """
    query = sa.select(LOAD.c.night).order_by((LOAD.c.kind == "overlaps").desc(), LOAD.c.load_number.desc()).limit(1)
    night: date | None = connection.execute(query).scalar()
    if night is None:
        raise UsageWrong("the warehouse holds no report yet", mend="run concord night first")
    return night


def _read_lines(connection: Connection, lines: Sequence[Line], at: datetime) -> tuple[list[Judgement], list[Mistake]]:
    names = provider_names(connection)
    keys = {(line[f"provider_id_{side}"], line[f"source_record_id_{side}"]) for line in lines for side in "ab"}
    known = read_records_now(connection, sorted(keys))
    judgements: list[Judgement] = []
    mistakes: list[Mistake] = []
    for line in lines:
        judged, wrong = _read_line(line, names, known, at)
        mistakes += wrong
        judgements += [judged] if judged else []
    return judgements, mistakes


def _read_line(
    line: Line, names: Mapping[str, str], known: Mapping[Key, RecordNow], at: datetime
) -> tuple[Judgement | None, list[Mistake]]:
    until, wrong = read_until(line)
    wrong = [*check_words(line), *wrong, *_check_records(line, names, known)]
    party = ""
    if line["by"]:
        try:
            party = party_of(line["by"], line["provider_id_a"], line["provider_id_b"], names.keys())
        except UsageWrong as error:
            wrong.append(Mistake(line.number, "by", line["by"], error.message, error.mend))
    if wrong:
        return None, wrong
    one, other = sorted((line[f"provider_id_{side}"], line[f"source_record_id_{side}"]) for side in "ab")
    said = line["judgement"].lower()
    return Judgement(*one, *other, said, until, party, line["by"], line["why"], line.at or at), []


def _check_records(line: Line, names: Mapping[str, str], known: Mapping[Key, RecordNow]) -> list[Mistake]:
    """Both sides are records that stand and are shared, of two providers."""
    found = [mistake for side in "ab" for mistake in _check_side(line, side, names, known)]
    if not found and line["provider_id_a"] == line["provider_id_b"]:
        told = "both records are of one provider; only pairs of two are judged"
        found.append(Mistake(line.number, "provider_id_b", line["provider_id_b"], told, "name the other provider"))
    return found


def _check_side(line: Line, side: str, names: Mapping[str, str], known: Mapping[Key, RecordNow]) -> list[Mistake]:
    provider, record = line[f"provider_id_{side}"], line[f"source_record_id_{side}"]
    if provider not in names:
        close = get_close_matches(provider, names, n=1)
        mend = f"did you mean {close[0]}?" if close else "write a provider's slug, see concord status"
        return [Mistake(line.number, f"provider_id_{side}", provider, "no provider has this slug", mend)]
    now = known.get((provider, record))
    if now is None:
        told, mend = "no record of this identifier stands", "write it as concord overlaps list shows it"
    elif not now.is_shared:
        told, mend = "this record is not shared with all partners, so it is never matched", "leave this line out"
    else:
        return []
    return [Mistake(line.number, f"source_record_id_{side}", record, told, mend)]


def _without_known(connection: Connection, judgements: Sequence[Judgement]) -> list[Judgement]:
    """Judgements that say something else than the same party's last word on the pair, or of other content."""
    last: dict[tuple[object, ...], tuple[object, ...]] = {}
    hashes = read_records_now(connection, sorted({key for one in judgements for key in one.keys}))
    for row in read_log(connection).itertuples(index=False, name=None):
        *pair, judgement, until, party, by, _why, _at, hash_a, hash_b = row
        day = None if pd.isna(until) else until.date()
        last[*pair, party, judgement in MATCH_WORDS] = (judgement, day, by, hash_a, hash_b)
    new = []
    for one in judgements:
        digests = [hashes[key].content_hash for key in one.keys]
        about = (*one.keys[0], *one.keys[1], one.party, one.judgement in MATCH_WORDS)
        word: tuple[object, ...] = (one.judgement, one.until, one.by, *digests)
        if last.get(about) != word:
            new.append(one)
        last[about] = word
    return new


@dataclass(frozen=True)
class Training:
    """What training gave.

    Attributes:
        version: of the trained model.
        figures: one row a figure: figure, the model before (old), the trained one (new).
        is_promoted: whether it weighs from now on.
    """

    version: str
    figures: pd.DataFrame
    is_promoted: bool


def train_model(settings: Settings) -> Training:
    """Fit the matcher on all judgements that hold, keep the model, and let it weigh if it is better.

    Raises:
        UsageWrong: there are too few judgements.
    """
    with open_warehouse(settings).connect() as connection:
        night = last_night(connection)
        # What one party holds for the same teaches as well, though it settles nothing until the other agrees.
        standing = read_standing(connection, night).replace({"verdict": {"proposed_same": "same"}})
        trained = judged.train(read_matchable(connection), standing, read_weighing_model(connection))
        kept = TrainedModel(
            trained.model.version,
            json.loads(to_json(trained.model)),
            datetime.now(UTC),
            trained.figures,
            "active" if trained.is_better else "aside",
        )
        store_model(connection, kept, night=night, code_version=version("concord"))
        keep_loads(settings, connection, None)
    if trained.is_better:
        find_night_overlaps(settings, night)
    return Training(kept.version, figures_table(trained.figures), trained.is_better)


def figures_table(figures: Mapping[str, Mapping[str, float]]) -> pd.DataFrame:
    """Figures of two models side by side: figure, old, new.

    Args:
        figures: "old" and "new" to figure by name.
    """
    names = [*figures["old"], *(name for name in figures["new"] if name not in figures["old"])]
    sides = {side: [figures[side].get(name) for name in names] for side in ("old", "new")}
    return pd.DataFrame({"figure": names, **sides})
