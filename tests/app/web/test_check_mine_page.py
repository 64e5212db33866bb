"""Check mine on /inside: a title for every diagnosis, and questions whose lines can be checked."""

import re

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.web.questions import QUESTIONS
from model.explanation.submitted_code.mistakes import DIAGNOSES
from model.explanation.submitted_code.parser import parse


def test_page_has_a_title_and_a_step_for_every_diagnosis():
    with TestClient(create_app()) as client:
        page = client.get("/inside").text

    title = r'<li data-diagnosis="([\w-]+)"><b>[^<]+</b>'
    items = re.findall(rf'{title}.*?<a data-step="(?:delta|back|output|gradient)">', page)
    assert sorted(items) == sorted(DIAGNOSES)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.title)
def test_lines_of_a_question_are_in_the_notation(question):
    lines = parse("\n".join(question.lines))

    assert [line.text for line in lines] == list(question.lines)
