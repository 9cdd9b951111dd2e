"""Links by which readers of briefs, digests and reports answer without an account: made, listed, revoked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import pandas as pd

from answers.signing import PATH, LinkSigner, token_id
from contracts.errors import UsageWrong
from nights.answer_settings import AnswerSettings
from nights.settings import Settings
from nights.warehouse_access import open_warehouse
from warehouse.links import Link, Subject, add_links, end_links, list_links
from warehouse.readers import find_reader

CONCORD = "concord"
"""Who makes links for editions."""


def answer_links(
    settings: Settings,
    reader_kind: str,
    reader: str,
    subjects: Iterable[Subject],
    *,
    edition: str,
    by: str = CONCORD,
    days: int | None = None,
    at: datetime | None = None,
) -> dict[str, str]:
    """The address by which one reader answers on each subject of an edition, by the subject's text.

    For whoever makes a report: ask once for all subjects that the edition shows to its reader, and give the mapping to
    the template beside the frozen data (not inside what is digested). Asked again for the same edition, it gives the
    same addresses, so that an edition can be made again.

        links = answer_links(
            settings, "provider", "alpha_center",
            [Subject.of_pair("opportunity", ("alpha_center", "R-12"), ("beta_center", "4711")),
             Subject.of_pair("overlap", ("alpha_center", "R-13"), ("beta_center", "4712")),
             Subject("edition", edition=edition_id, figure="hours_by_intensity")],
            edition=edition_id,
        )
        links["opportunity:alpha_center/R-12 + beta_center/4711"]  # https://answers.example.gov/answer/…

    | reader | subject | the page lets its reader |
    |---|---|---|
    | provider, a party of the pair | opportunity | acknowledge, accept, decline, snooze |
    | provider, a party of the pair | overlap | judge: same, different, unsure |
    | provider, sponsor, jurisdiction | edition (a figure of it, too), record, free | give input, or object |
    | sponsor, jurisdiction | opportunity, overlap | give input |

    A page shows what its reader may see when it is opened, not what the edition showed.

    Args:
        reader_kind: provider, sponsor or jurisdiction.
        reader: slug, or code.
        edition: edition_id; "" for links of no edition, which are new ones each time.
        days: how long they hold; as the settings say when left out.
        at: when they are made; now when left out.

    Raises:
        UsageWrong: there is no such reader, or a pair of which the provider is no party.
    """
    asked = list(dict.fromkeys(subjects))
    answering = AnswerSettings.read(settings)
    moment = at or datetime.now(UTC)
    signer = LinkSigner(answering.secret)
    with open_warehouse(settings).connect() as connection:
        found = find_reader(connection, reader_kind, reader)
        expires = (moment + timedelta(days=days or answering.days)).replace(microsecond=0)
        links = [
            signer.named(Link("", found.kind, found.whose, subject, edition, moment, by, expires)) for subject in asked
        ]
        standing = add_links(connection, links)
    return {str(link.subject): f"{answering.url}{PATH}{signer.token(link)}" for link in standing}


def read_links(settings: Settings) -> pd.DataFrame:
    """All links, the latest first: columns as `warehouse.links.list_links`."""
    with open_warehouse(settings).connect() as connection:
        return list_links(connection)


def revoke_links(
    settings: Settings, named: Sequence[str] = (), *, reader: str = "", edition: str = "", by: str, why: str = ""
) -> int:
    """Revoke links; returns how many stood until then.

    Args:
        named: identifiers, or whole addresses.
        reader: all links of a reader, as KIND:CODE.
        edition: all links of an edition.

    Raises:
        UsageWrong: nothing is named, or nothing of that name is there.
    """
    if not (named or reader or edition):
        raise UsageWrong("which links?", mend="name them, or --reader KIND:CODE, or --edition ID")
    asked = {token_id(one.rpartition("/")[2]) for one in named}
    with open_warehouse(settings).connect() as connection:
        links = list_links(connection)
        is_meant = links["link_id"].isin(asked)
        if reader or edition:
            of_reader = (links["reader_kind"] + ":" + links["reader"]).eq(reader) if reader else True
            is_meant |= of_reader & (links["edition_id"].eq(edition) if edition else True)
        meant = set(links.loc[is_meant, "link_id"])
        if not meant or asked - meant:
            told = ", ".join(sorted(asked - meant)) or reader or edition
            raise UsageWrong(f"no link of {told} was made", mend="concord links list shows them")
        return end_links(connection, meant, by=by, why=why, at=datetime.now(UTC))
