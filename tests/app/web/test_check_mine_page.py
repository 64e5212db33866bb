"""The section "Check your own lines" of /inside: its name, diagnoses, and lines of questions."""

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.web.questions import QUESTIONS
from model.explanation.submitted_code.mistakes import DIAGNOSES
from model.explanation.submitted_code.parser import parse

GUIDE = Path(__file__).parents[3] / "docs" / "guide.md"


def test_page_has_a_title_and_a_step_for_every_diagnosis():
    with TestClient(create_app()) as client:
        page = client.get("/inside").text

    title = r'<li data-diagnosis="([\w-]+)"><b>[^<]+</b>'
    items = re.findall(rf'{title}.*?<a data-step="(?:delta|back|output|gradient)">', page)
    assert sorted(items) == sorted(DIAGNOSES)


def test_section_has_one_name_in_its_title_its_links_and_the_guide():
    with TestClient(create_app()) as client:
        page = client.get("/inside").text
    guide = GUIDE.read_text("utf-8")

    titles = re.findall(r'(?s)<h3 id="check-mine-title"[^>]*>(.*?)</h3>', page)
    links = re.findall(r'(?s)<a [^>]*href="#check-mine"[^>]*>(.*?)</a>', page)
    assert set(titles + links) == {"Check your own lines"}
    assert len(titles + links) >= 2
    assert "*Check your own lines* takes" in guide
    assert "check mine" not in (page + guide).lower()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.title)
def test_lines_of_a_question_are_in_the_notation(question):
    lines = parse("\n".join(question.lines))

    assert [line.text for line in lines] == list(question.lines)
