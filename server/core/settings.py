"""What a server process is told from outside; the hospital's own settings live in its database."""

import os
from pathlib import Path
from typing import Literal, Self

import platformdirs
from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def _default_data_dir() -> Path:
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/hms")
    return Path(platformdirs.user_data_dir("hms", appauthor=False))


class Settings(BaseSettings):
    """Read once at start from environment variables: each field's name in capitals, after `HMS_`."""

    model_config = SettingsConfigDict(env_prefix="HMS_", frozen=True)

    data_dir: Path = Field(
        default_factory=_default_data_dir,
        description="Everything this server keeps: database, keys, logs. One server per directory.",
    )
    host: str = Field(default="0.0.0.0", description="Address to listen on.")  # noqa: S104 the LAN's screens connect here
    port: int = Field(default=8843, ge=0, le=65535, description="Port to listen on; 0 takes any free one.")
    phone_port: int | None = Field(
        default=8080,
        ge=0,
        le=65535,
        description="Port where patients' phones follow their number, without TLS; empty for no such page.",
    )
    analyser_host: str = Field(
        default="127.0.0.1",
        description="Address where analysers connect: the server's own in the laboratory's network.",
    )
    analyser_port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description="Port where analysers send HL7 over MLLP; empty for no such port.",
    )
    analyser_folder: Path | None = Field(
        default=None,
        description="Folder with a folder for each analyser that writes files; empty for none.",
    )
    reports_dir: Path | None = Field(
        default=None,
        description="Folder for reports that are made by themselves; empty for none.",
    )
    workers: int = Field(default=1, ge=1, le=64, description="Processes that answer requests.")
    pool_size: int = Field(default=20, ge=1, le=200, description="Database connections of each worker.")
    database_url: str | None = Field(
        default=None,
        repr=False,
        description="PostgreSQL 15 or newer, run by somebody else; without it the server runs its own.",
    )
    database_owner_url: str | None = Field(
        default=None,
        repr=False,
        description="The same database as the role that migrates it; without it, HMS_DATABASE_URL.",
    )
    redis_url: str | None = Field(
        default=None,
        repr=False,
        description="Redis 7 or newer, or Valkey, run by somebody else; without it the server runs its own.",
    )
    anchor_dir: Path | None = Field(
        default=None,
        description="A second folder for the anchors of the sealed logs, on another machine; empty for none.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="How much the server writes to its log."
    )
    metrics_token: str = Field(
        default="",
        repr=False,
        description="Whoever shows it may read /metrics from another machine; empty for this machine alone.",
    )
    announce_on_lan: bool = Field(
        default=True, description="Let clients find this server by itself on the local network (mDNS)."
    )

    @field_validator("phone_port", "analyser_port", "analyser_folder", "anchor_dir", "reports_dir", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @model_validator(mode="after")
    def _owner_needs_database(self) -> Self:
        if self.database_owner_url and not self.database_url:
            raise ValueError("HMS_DATABASE_OWNER_URL needs HMS_DATABASE_URL beside it.")
        return self

    @property
    def keys_dir(self) -> Path:
        return self.data_dir / "keys"

    @property
    def metrics_dir(self) -> Path:
        """What several workers count together."""
        return self.data_dir / "metrics"

    @property
    def log_dir(self) -> Path:
        return self.data_dir / "logs"

    @property
    def anchor_dirs(self) -> tuple[Path, ...]:
        """Where the heads of the sealed logs are written: here first."""
        return (self.data_dir / "audit", *([self.anchor_dir] if self.anchor_dir else []))

    @property
    def postgres_dir(self) -> Path:
        return self.data_dir / "postgres"

    @property
    def redis_dir(self) -> Path:
        return self.data_dir / "redis"

    @property
    def binaries_dir(self) -> Path:
        """Copies of the stores' programs, where the originals are out of their account's reach."""
        return self.data_dir / "binaries"
