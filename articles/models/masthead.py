"""How the site presents itself: one row, which a new site does not need. Shows nothing itself."""

import re
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from articles.texts.legible import tidy

# The light and dark backgrounds of the style sheet, on which the accent must be legible.
PAPER, DARK_PAPER = "#fdfbf6", "#151412"
ACCENT, DARK_ACCENT = "#8a1c1c", "#f0a08c"
MINIMUM_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours such as #8a1c1c, as WCAG 2.2 defines it: from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _readable(colour: str, paper: str) -> None:
    if not _COLOUR.fullmatch(colour):
        raise ValidationError("A colour such as #8a1c1c is expected.")
    found = contrast(colour, paper)
    if found < MINIMUM_CONTRAST:
        raise ValidationError(
            f"Links in this colour would be hard to read: its contrast is {found:.1f}, and 4.5 is needed."
        )


def readable_on_light(colour: str) -> None:
    _readable(colour, PAPER)


def readable_on_dark(colour: str) -> None:
    _readable(colour, DARK_PAPER)


class Masthead(models.Model):
    name = models.CharField(
        max_length=80, blank=True, help_text="Empty: the name that the site was started with (SITE_NAME)."
    )
    tag_line = models.CharField(max_length=160, blank=True, help_text="One line below the name.")
    accent = models.CharField(
        "accent colour",
        max_length=7,
        default=ACCENT,
        validators=[readable_on_light],
        help_text="Of links, on light paper.",
    )
    dark_accent = models.CharField(
        "accent in the dark", max_length=7, default=DARK_ACCENT, validators=[readable_on_dark],
        help_text="Of links, for readers whose screens are dark.",
    )  # fmt: skip
    logo = models.ForeignKey("Picture", models.SET_NULL, null=True, blank=True, related_name="+", editable=False)
    footer = models.TextField(blank=True, help_text="At the foot of every page; a line for each paragraph.")

    # The rule by which editors' pages judge a story. FORMAT, Stories, has the measured values.
    story_quality = models.PositiveSmallIntegerField(
        "minimum quality",
        default=50,
        help_text="From this quality up, each other article of a story makes its leader hotter …",
    )
    story_heat = models.PositiveSmallIntegerField("heat per member", default=20, help_text="… by so much.")
    story_line = models.PositiveSmallIntegerField(
        "line", default=70, help_text="From this heat up, a story is suggested for publishing."
    )

    class Meta:
        verbose_name = "site"
        verbose_name_plural = "site"

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        return tidy(self.name) or tidy(str(settings.SITE_NAME)) or "Newsroom"

    @property
    def footers(self) -> list[str]:
        return [line for each in self.footer.splitlines() if (line := tidy(each))]

    @property
    def theme(self) -> str:
        """The site's own style sheet; empty where its colours are the default ones."""
        if (self.accent, self.dark_accent) == (ACCENT, DARK_ACCENT):
            return ""
        dark = f"@media (prefers-color-scheme: dark) {{ :root {{ --accent: {self.dark_accent}; }} }}"
        return f":root {{ --accent: {self.accent}; }}\n{dark}\n"

    @property
    def theme_tag(self) -> str:
        return sha256(self.theme.encode()).hexdigest()[:12] if self.theme else ""
