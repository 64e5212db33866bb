"""What the judged sets are, in Markdown, for the model card."""

from model.evaluation.sets import NO_DIGITS, SETS


def digits() -> str:
    """Return a list of the sets of digits: their names, what they are and where they come from."""
    data_sets = {"mnist": "MNIST", "pendigits": "pen strokes"}
    return "".join(
        f"- **{each.title}** (`{each.name}`, {data_sets[each.data_set]}): {each.description}\n"
        for each in SETS.values()
    )


def no_digits() -> str:
    """Return a list of the sets of what is no digit: their names and what they are."""
    return "".join(
        f"- **{each.title}** (`{each.name}`, {each.count}): {each.description}\n"
        for each in NO_DIGITS.values()
    )
