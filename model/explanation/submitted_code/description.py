"""Results of Check mine as text, for terminals and notebooks."""

from model.explanation.submitted_code.budget import Shape
from model.explanation.submitted_code.check import Result


def describe(result: Result) -> str:
    """Return a result as text, one operation a line."""
    text = [result.line]
    for step in result.steps:
        joined = f" {step.operator} ".join(format_shape(operand.shape) for operand in step.operands)
        joined = joined if len(step.operands) > 1 else f"{step.operator} {joined}"
        note = ", which NumPy broadcasts" if step.broadcasts else ""
        text.append(f"  {step.expression}: {joined} -> {format_shape(step.shape)}{note}")
    if stop := result.stops_at:
        joined = f" {stop.operator} ".join(format_shape(operand.shape) for operand in stop.operands)
        text.append(f"  {stop.expression}: {joined} stops, column {stop.column}: {stop.message}")
    if result.agrees is not None and result.expected_shape is not None:
        shape = "no value" if result.shape is None else format_shape(result.shape)
        verdict = "right" if result.agrees else "wrong"
        text.append(
            f"  {result.name}: {verdict}, {shape}, expected {format_shape(result.expected_shape)}"
        )
    if entry := result.first_difference or result.largest_entry:
        text.append(
            f"  row {entry.row}, column {entry.column}: yours {entry.yours:.6g}, "
            f"analytic {entry.analytic:.6g}, numeric {entry.numeric:.6g}"
        )
    text += [f"  {name}" for name in result.diagnosis]
    text += [f"  {sentence}" for sentence in result.explanations]
    if result.right_line and (result.diagnosis or not result.agrees):
        text.append(f"  The right line: {result.right_line}")
    return "\n".join(text)


def format_shape(shape: Shape) -> str:
    """Return a shape such as ``(101 x 10)``; ``(1)`` for a number."""
    return f"({' x '.join(map(str, shape)) or '1'})"
