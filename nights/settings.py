"""Where a night works: its home, its contracts, its warehouse; from arguments or from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from contracts.errors import UsageWrong

HOME = "CONCORD_HOME"
PROVIDERS = "CONCORD_PROVIDERS"
WAREHOUSE_URL = "CONCORD_WAREHOUSE_URL"
LANDING_URL = "CONCORD_LANDING_URL"

ROOT = Path(__file__).resolve().parent.parent
"""The folder that holds the rooms of the house."""


def default_home() -> Path:
    """The home where none is named: a folder that the embedded server's own user may reach."""
    if os.geteuid() == 0:
        return Path("/var/lib/concord")
    return Path(os.environ.get("XDG_DATA_HOME", "~/.local/share")).expanduser() / "concord"


@dataclass(frozen=True)
class Settings:
    """Where a night works.

    Attributes:
        home: embedded server, landing, editions, Data Docs, logs.
        providers: folder of contracts.
        warehouse_url: an existing PostgreSQL; "" starts the embedded one in home.
        landing_url: a bucket for landing; "" keeps it in home.
    """

    home: Path
    providers: Path
    warehouse_url: str = ""
    landing_url: str = ""

    @classmethod
    def from_environment(
        cls, *, home: Path | None = None, providers: Path | None = None, environment: Mapping[str, str] = os.environ
    ) -> Settings:
        """Settings from arguments, else the environment, else defaults.

        Raises:
            UsageWrong: the home is a file.
        """
        home = (home or Path(environment.get(HOME) or default_home())).expanduser().absolute()
        if home.exists() and not home.is_dir():
            raise UsageWrong("this is a file, not a folder", where=str(home), mend="name a folder as home")
        providers = (providers or Path(environment.get(PROVIDERS) or ROOT / "providers")).expanduser().absolute()
        return cls(home, providers, environment.get(WAREHOUSE_URL, ""), environment.get(LANDING_URL, ""))

    def as_environment(self) -> dict[str, str]:
        """The variables that hand these settings to another process."""
        return {
            HOME: str(self.home),
            PROVIDERS: str(self.providers),
            WAREHOUSE_URL: self.warehouse_url,
            LANDING_URL: self.landing_url,
        }

    @property
    def landing(self) -> str:
        """Address of the landing area."""
        return self.landing_url or f"file://{self.home / 'landing'}"

    @property
    def editions(self) -> Path:
        """Folder of the reports."""
        return self.home / "editions"

    @property
    def data_docs(self) -> Path:
        """Folder of the Data Docs."""
        return self.home / "data_docs"
