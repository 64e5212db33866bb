"""Write docs/questions.md, the common questions, from `app.web.questions`.

Run it after a change of a question: ``python -m tools.questions_page``. A test holds that the page
is up to date.
"""

from pathlib import Path

from app.web.questions import QUESTIONS, Question

PAGE = Path(__file__).parents[1] / "docs" / "questions.md"

HEADER = """# Questions about backpropagation

This page is generated from `app/web/questions.py` by `python -m tools.questions_page`.

Common questions, answered for the network 784-100-10-10 in the notation of
[the derivation](derivation.md). Rows are samples, N is the batch size, and row 0 of each weight
matrix holds the biases: `A0 = [1 X]`, `A1 = [1 H1]`, `A2 = [1 H2]`. The loss is the mean over the
batch, and `delta2` is its gradient with respect to `z2`. In code `@` is the matrix product and `*`
the elementwise product. The same questions are on the page `/inside`.

Each answer has a line to try: NumPy over the names `X A0 A1 A2 z1 z2 z3 H1 H2 P Y N W1 W2 W3`,
compared with the gradient. Some lines contain the mistake that the question is about.
"""


def render() -> str:
    """Return the page in Markdown."""
    titles = "\n".join(
        f"{number}. [{question.title}](#{_anchor(number, question)})"
        for number, question in enumerate(QUESTIONS, 1)
    )
    sections = "\n".join(_section(number, question) for number, question in enumerate(QUESTIONS, 1))
    return f"{HEADER}\n{titles}\n\n{sections}"


def _section(number: int, question: Question) -> str:
    lines = "\n".join(question.lines)
    link = f"[`/inside#step={question.step}`](http://127.0.0.1:8000/inside#step={question.step})"
    return (
        f"## {number}. {question.title}\n\n{question.answer}\n\n```python\n{lines}\n```\n\n"
        f"{question.outcome_in_words} See the step {link}.\n"
    )


def _anchor(number: int, question: Question) -> str:
    """Return the anchor of a question's heading, as GitHub makes it."""
    heading = f"{number}. {question.title}".lower()
    return "".join(c for c in heading if c.isalnum() or c in " -_").replace(" ", "-")


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
    print(f"Wrote {PAGE}")
