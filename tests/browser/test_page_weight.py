"""All that the page loads is small."""

from app.assets import folder

LIMIT_BYTES = 100_000


def test_scripts_styles_and_icons_together_stay_under_100_kb():
    sizes = {path: path.stat().st_size for path in folder("static").rglob("*") if path.is_file()}

    assert len(sizes) > 10
    assert sum(sizes.values()) < LIMIT_BYTES
