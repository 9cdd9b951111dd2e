"""The views of schema `mart` on where records come from: their versions, and the files of deliveries."""

from __future__ import annotations

from warehouse.mart.record import shown_columns
from warehouse.mart.view import Told, View
from warehouse.rights import REPORTS_READ

# A version keeps under which rules its row was judged last, so that it is not judged again; its delivery keeps under
# which it was made, and stays as it was when its rows were loaded.
_RECORD_VERSION = f"""SELECT
    {shown_columns()},
    v.cause, coalesce(d.rules_version, v.rules_version) AS rules_version, l.committed_at AS known_from, l.delivery_id,
    CASE WHEN KNOWN(v.known_to_load) THEN v.known_to_load END AS known_to_load,
    CASE WHEN KNOWN(v.known_to_load) THEN e.committed_at END AS known_to,
    CASE WHEN KNOWN(v.known_to_load) THEN v.ended_by END AS ended_by
FROM core.record_version v
JOIN core.provider p USING (provider_id)
JOIN core.load l ON l.load_number = v.known_from_load
LEFT JOIN core.delivery d ON d.delivery_id = l.delivery_id AND d.known_to_load IS NULL
LEFT JOIN core.load e ON e.load_number = v.known_to_load
WHERE KNOWN(v.known_from_load)"""  # noqa: S608  (made from the dictionary)

_DELIVERY_FILE = f"""SELECT d.delivery_id, d.provider_id, f.place::integer AS place, f.file ->> 'name' AS part,
    f.file ->> 'sha256' AS sha256, (f.file ->> 'size')::bigint AS size_bytes
FROM core.delivery d CROSS JOIN LATERAL json_array_elements(d.parts) WITH ORDINALITY AS f(file, place)
WHERE BELIEVED(d) AND {REPORTS_READ}"""  # noqa: S608  (ours)

LINEAGE_VIEWS: dict[str, View] = {
    "record_version": View(
        _RECORD_VERSION,
        "One row a version of a record that the reader may see: what was believed of it from one load to another, "
        "retracted and withdrawn ones included. Rows are versions, never records",
        {
            "rules_version": "Rules under which the version was made: contract, codes and rules together",
            "known_from": "When it became known",
            "known_to": "When it was no longer believed; missing while it is",
            "delivery_id": "Delivery that brought it; missing where the rules changed, not the report",
        },
        is_barrier=True,
    ),
    "delivery_file": View(
        _DELIVERY_FILE,
        "One row a file of a delivery, for those who may follow the provider's deliveries",
        {
            "place": Told("Its place among the delivery's files, from 1 on", adds="no"),
            "part": "Name of the file, object or page, as the source calls it",
            "sha256": "Of the file's bytes: the name of its blob in landing",
            "size_bytes": Told("Size of the file", "bytes", adds="yes"),
        },
        is_barrier=True,
        is_for_partners=True,
    ),
}
"""In the order in which they are made."""
