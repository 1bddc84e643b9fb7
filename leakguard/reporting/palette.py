"""The few colours of paper and page, as hex: dark on white, one calm accent. Each pair that carries text has at least 7:1
(WCAG 2.2, 1.4.6), each line that carries meaning at least 3:1 (1.4.11); a test computes both, on a dark screen too."""

PAPER = "#ffffff"
SHADE = "#eef2f4"
INK = "#1c2227"
QUIET = "#434d55"
ACCENT = "#1d4a5c"
LINE = "#6b757d"
HAIR = "#c3cbd0"

TEXT_ON = ((INK, PAPER), (INK, SHADE), (QUIET, PAPER), (QUIET, SHADE), (ACCENT, PAPER), (ACCENT, SHADE))
SHAPES_ON = ((LINE, PAPER), (ACCENT, PAPER), (ACCENT, SHADE))

DARK = {
    PAPER: "#14191d",
    SHADE: "#20282e",
    INK: "#e6ebee",
    QUIET: "#b9c4cb",
    ACCENT: "#93cbe0",
    LINE: "#86929b",
    HAIR: "#3d474e",
}
"""What stands for each of them on a screen that its owner set to dark. Paper stays white."""
