"""The Markdown documents: every relative link leads to a file, every decision is listed."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/**/*.md")])
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(#[^)\s]*)?\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


def anchors(page: str) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = (re.sub(r"[`*]|\[|\]\([^)]*\)", "", text) for text in HEADING.findall(page))
    return {"#" + re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_document_links_lead_to_existing_files_and_headings(path):
    broken = []
    for name, anchor in LINK.findall(path.read_text("utf-8")):
        target = path.parent / name if name else path
        if not target.exists():
            broken.append(name)
        elif anchor and target.suffix == ".md" and anchor not in anchors(target.read_text("utf-8")):
            broken.append(name + anchor)

    assert broken == []


def test_decisions_index_lists_every_record():
    folder = ROOT / "docs" / "decisions"
    records = {path.name for path in folder.glob("*.md")} - {"index.md"}

    listed = {name for name, _ in LINK.findall((folder / "index.md").read_text("utf-8"))}

    assert listed == records


@pytest.mark.parametrize("page", ["docs/tour.md", "docs/architecture.md", "CONTRIBUTING.md"])
def test_guide_names_only_files_that_exist(page):
    named = re.findall(
        r"`((?:app|model|static|tests|templates|deploy)/[\w./*-]*)`", (ROOT / page).read_text()
    )

    missing = [name for name in named if not (ROOT / name).exists()]

    assert named
    assert missing == []
