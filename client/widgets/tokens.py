"""Colours by their meaning, for light and for dark rooms; written here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Tone = Literal["grey", "primary", "ok", "warn", "bad", "info"]


@dataclass(frozen=True)
class Tokens:
    name: Literal["light", "dark"]
    bg: str
    surface: str
    raised: str
    sunken: str
    nav: str
    nav_text: str
    nav_hover: str
    nav_strong: str
    nav_on: str
    nav_logo: str
    border: str
    border_strong: str
    text: str
    muted: str
    faint: str
    primary: str
    primary_hover: str
    primary_press: str
    on_primary: str
    primary_soft: str
    primary_ink: str
    focus: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    bad_solid: str
    bad_hover: str
    on_bad: str
    info: str
    info_soft: str
    grey_soft: str
    row_alt: str
    row_hover: str
    row_sel: str

    def tone(self, tone: Tone) -> tuple[str, str]:
        """Ink and its soft ground."""
        if tone == "grey":
            return self.muted, self.grey_soft
        if tone == "primary":
            return self.primary_ink, self.primary_soft
        return getattr(self, tone), getattr(self, f"{tone}_soft")


LIGHT: Final = Tokens(
    name="light",
    bg="#F3F5F8",
    surface="#FFFFFF",
    raised="#FFFFFF",
    sunken="#F7F9FB",
    nav="#0F2F3F",
    nav_text="#B5CAD4",
    nav_hover="#173C4F",
    nav_strong="#FFFFFF",
    nav_on="#FFFFFF",
    nav_logo="#5FD0E0",
    border="#DFE5EC",
    border_strong="#87949F",
    text="#14212B",
    muted="#52616E",
    faint="#5B6974",
    primary="#0B7285",
    primary_hover="#0A6475",
    primary_press="#085361",
    on_primary="#FFFFFF",
    primary_soft="#E3F3F6",
    primary_ink="#0A5F6F",
    focus="#1798AE",
    ok="#18794E",
    ok_soft="#E1F5EA",
    warn="#8F5200",
    warn_soft="#FFF1D6",
    bad="#C02B2B",
    bad_soft="#FDE8E8",
    bad_solid="#C02B2B",
    bad_hover="#A82424",
    on_bad="#FFFFFF",
    info="#2457C5",
    info_soft="#E6EDFC",
    grey_soft="#EBEFF3",
    row_alt="#FAFBFC",
    row_hover="#F1F6F8",
    row_sel="#DFF1F4",
)
DARK: Final = Tokens(
    name="dark",
    bg="#0E151B",
    surface="#151F27",
    raised="#1A2630",
    sunken="#111A21",
    nav="#0A1117",
    nav_text="#93A7B4",
    nav_hover="#15222C",
    nav_strong="#E7EEF3",
    nav_on="#04161A",
    nav_logo="#6CD3E2",
    border="#25333F",
    border_strong="#627485",
    text="#E7EEF3",
    muted="#A5B4C0",
    faint="#95A6B3",
    primary="#22A3B8",
    primary_hover="#36B4C8",
    primary_press="#1B8DA0",
    on_primary="#04161A",
    primary_soft="#12323A",
    primary_ink="#6CD3E2",
    focus="#4CC9DC",
    ok="#63D29B",
    ok_soft="#12301F",
    warn="#F5BE62",
    warn_soft="#38290F",
    bad="#FF8B8B",
    bad_soft="#3C1A1C",
    bad_solid="#C93B3B",
    bad_hover="#D64B4B",
    on_bad="#FFFFFF",
    info="#8FB4FF",
    info_soft="#182848",
    grey_soft="#22303B",
    row_alt="#17222B",
    row_hover="#1C2A34",
    row_sel="#153A43",
)


@dataclass(frozen=True)
class WallTokens:
    """The wall has one look, by day and by night: it hangs in a lit hall."""

    ground: str = "#0B2A38"
    ground_low: str = "#071A24"
    logo: str = "#5FD0E0"
    text: str = "#FFFFFF"
    quiet: str = "#9DBDCA"
    number: str = "#FFD479"
    tile: str = "#10394A"
    edge: str = "#1D4B5E"
    badge: str = "#0A2733"
    badge_text: str = "#B9F3FB"
    hot: str = "#0B6A7C"
    hot_edge: str = "#7FE6F5"
    hot_badge: str = "#06313A"
    hot_quiet: str = "#DDF8FC"
    paper: str = "#FFF8E8"
    paper_text: str = "#0B2A38"
    paper_quiet: str = "#3C5560"
    paper_warm: str = "#7A4A00"
    paper_line: str = "#E8D9B5"
    foot: str = "#05131B"
    foot_text: str = "#CFE4EC"


WALL: Final = WallTokens()
