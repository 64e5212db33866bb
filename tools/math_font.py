"""Write the font of formulas to static/vendor: STIX Two Math with the glyphs that they use.

    npm pack @fontsource/stix-two-math@5.3.0 && tar xzf fontsource-stix-two-math-5.3.0.tgz
    pip install 'fonttools[woff]'
    python tools/math_font.py package/files/stix-two-math-latin-400-normal.woff2

The MATH table stays: browsers place subscripts, fractions and large operators by its constants.
"""

import subprocess
import sys
from pathlib import Path

OUTPUT = Path(__file__).parents[1] / "static" / "vendor" / "stix-two-math" / "stix-two-math.woff2"

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
UPRIGHT = LETTERS + "0123456789 ()[]{}|/,.:;=+<>!'%"
GREEK = "αβγδεηθλμπστφωΔΣ"
OPERATORS = "−×÷·⊙\N{DOWN TACK}∂∑∏√∇∞≈≠≤≥←→↦∈\N{PRIME}…\N{INVISIBLE TIMES}\N{FUNCTION APPLICATION}"
# Browsers show a variable of one letter in italics by these characters.
ITALIC = "".join(map(chr, range(0x1D434, 0x1D468))) + "\N{PLANCK CONSTANT}"
ITALIC_GREEK = "".join(map(chr, range(0x1D6E2, 0x1D71C)))


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    command = [sys.executable, "-m", "fontTools.subset", arguments[0]]
    options = [
        f"--text={UPRIGHT}{GREEK}{OPERATORS}{ITALIC}{ITALIC_GREEK}",
        "--layout-features=",
        "--no-hinting",
        "--flavor=woff2",
        f"--output-file={OUTPUT}",
    ]
    subprocess.run([*command, *options], check=True)
    print(f"{OUTPUT}: {OUTPUT.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
