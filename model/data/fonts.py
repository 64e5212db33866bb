"""Free fonts that printed digits are drawn with; installed by a person, never shipped.

The fonts are those of Debian packages, all under free licences. They are looked for in the folder
``fonts`` of the data folder (see `model.data.cache`) and where systems keep fonts.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

from model.data.cache import DataDir, data_folder
from model.data.data_file import DatasetError

PACKAGES = (
    *("fonts-anonymous-pro", "fonts-b612", "fonts-bebas-neue", "fonts-breip", "fonts-cantarell"),
    *("fonts-comic-neue", "fonts-crosextra-caladea", "fonts-crosextra-carlito"),
    *("fonts-dejavu-core", "fonts-dosis", "fonts-firacode", "fonts-freefont-ttf"),
    *("fonts-gfs-didot", "fonts-hack", "fonts-humor-sans", "fonts-inconsolata"),
    *("fonts-jetbrains-mono", "fonts-karla", "fonts-lato", "fonts-league-spartan"),
    *("fonts-liberation", "fonts-linuxlibertine", "fonts-mplus", "fonts-noto-mono"),
    *("fonts-ocr-a", "fonts-oldstandard", "fonts-open-sans", "fonts-oxygen", "fonts-play"),
    *("fonts-quicksand", "fonts-roboto-unhinted", "fonts-sil-gentium-basic"),
    *("fonts-urw-base35",),
)
"""Debian packages of the fonts."""

FONTS = (
    *("Anonymous Pro", "BebasNeue-Bold", "BebasNeue-Regular", "Breip", "C059-Bold", "C059-Roman"),
    *("Caladea-Regular", "Cantarell-Bold", "Cantarell-Regular", "ComicNeue-Bold"),
    *("ComicNeue-Regular", "DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono", "DejaVuSerif"),
    *("Dosis-Bold", "FiraCode-Regular", "FreeMono", "FreeMonoBold", "FreeSans", "FreeSerif"),
    *("GFSDidot", "GenBasI", "GenBasR", "Hack-Regular", "Humor-Sans", "Inconsolata"),
    *("JetBrainsMono-Regular", "Karla-Regular", "Lato-Bold", "Lato-Light", "Lato-Regular"),
    *("LeagueSpartan-Bold", "LiberationMono-Bold", "LiberationMono-Regular"),
    *("LiberationSans-Bold", "LiberationSans-Italic", "LiberationSans-Regular"),
    *("LiberationSansNarrow-Bold", "LiberationSansNarrow-Regular", "LinBiolinum_R"),
    *("LinLibertine_R", "Mplus1-Bold", "Mplus1-Regular", "MplusCode50-Regular"),
    *("NimbusSansNarrow-Regular", "NotoSansMono-Regular", "OCRA", "OldStandard-Regular"),
    *("OpenSans-Bold", "OpenSans-CondBold", "OpenSans-Regular", "Oxygen-Sans"),
    *("OxygenMono-Regular", "P052-Italic", "P052-Roman", "Quicksand-Bold"),
    *("Quicksand-Regular", "URWBookman-Demi", "URWBookman-Light", "URWGothic-Book"),
    *("URWGothic-Demi", "Z003-MediumItalic"),
)
"""Names of the fonts for training, without the ending."""

HELD_OUT_FONTS = (
    *("B612-Regular", "B612Mono-Regular", "Carlito-Bold", "Carlito-Regular"),
    *("LiberationSerif-Italic", "LiberationSerif-Regular", "NimbusMonoPS-Bold"),
    *("NimbusMonoPS-Regular", "Play-Regular", "Roboto-Bold", "Roboto-Italic", "Roboto-Regular"),
)
"""Fonts for validation."""

SYSTEM_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("~/.local/share/fonts"),
    Path("~/Library/Fonts"),
)

_SUFFIXES = (".ttf", ".otf")


def find(names: tuple[str, ...], data_dir: DataDir = None) -> list[Path]:
    """Return the paths of fonts in the order of their names.

    Raises
    ------
    DatasetError
        If some are not on this machine; the message says how to install them.
    """
    folder = data_folder(data_dir)
    folders = ((folder / "fonts",) if folder else ()) + SYSTEM_FOLDERS
    installed = _installed(folders)
    missing = [name for name in names if name not in installed]
    if missing:
        raise DatasetError(
            f"Printed digits need fonts that were not found on this machine: {', '.join(missing)}; "
            f"install them (Debian: apt install {' '.join(PACKAGES)}), or copy them into the "
            "folder fonts of the data folder"
        )
    return [installed[name] for name in names]


def digest(paths: list[Path]) -> str:
    """Return one SHA-256 for the content of all files, in order."""
    hashes = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
    return hashlib.sha256("".join(hashes).encode()).hexdigest()


@lru_cache(maxsize=4)
def _installed(folders: tuple[Path, ...]) -> dict[str, Path]:
    """Return the fonts below the folders by name; the first folder that has one wins."""
    fonts: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.expanduser().rglob("*")):
            if path.suffix.lower() in _SUFFIXES:
                fonts.setdefault(path.stem, path)
    return fonts
