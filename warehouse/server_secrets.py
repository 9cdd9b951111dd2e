"""The passwords of the embedded server: made once, kept in one closed file in the home."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from contracts.errors import WarehouseUnavailable


class SecretsFile:
    """One JSON file, name to password, readable by its owner alone.

    Args:
        path: the file; made when a first password is asked for.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, str]:
        """All passwords by name; empty before the first."""
        try:
            kept: dict[str, str] = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except PermissionError:
            raise WarehouseUnavailable(
                "The passwords of the embedded server belong to another user.",
                where=str(self.path),
                mend="run as the user who made this home, or choose another home with CONCORD_HOME.",
            ) from None
        return kept

    def password(self, name: str) -> str:
        """The password of `name`, made now if there is none. Call under the home's lock when it may be new."""
        kept = self.read()
        if name not in kept:
            kept[name] = secrets.token_urlsafe(24)
            self._write(kept)
        return kept[name]

    def _write(self, kept: dict[str, str]) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.path.with_name(self.path.name + ".new")
        draft.unlink(missing_ok=True)
        # Created closed, not closed afterwards: there is no moment in which others could read it.
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(kept, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path)
