"""Learning curve of a training run as SVG: loss and validation error by epoch."""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

WIDTH, HEIGHT = 640, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 36, 40
_COLORS = ("#2456c6", "#b4531a", "#2c7a4b", "#7a3fa0")


def draw(history: Sequence[dict[str, Any]], title: str) -> str:
    """Return an SVG of two panels: training loss, and error on each validation set.

    Parameters
    ----------
    history : sequence of dict
        From `model.training.run.Run`: ``epoch``, ``loss`` and ``validation``.
    title : str
    """
    loss = {"training loss": [record["loss"] for record in history]}
    names = list(history[0]["validation"])
    errors = {
        f"{name} error, %": [100 * (1 - record["validation"][name]) for record in history]
        for name in names
    }
    panels = [_panel(loss, 0)] + ([_panel(errors, 1)] if errors else [])
    width = WIDTH * len(panels)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" '
        f'width="{width}" height="{HEIGHT}" font-family="system-ui, sans-serif" font-size="13" '
        f'role="img" aria-label={quoteattr(title)}><title>{escape(title)}</title>'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(panels)}</svg>\n'
    )


def _panel(series: dict[str, list[float]], position: int) -> str:
    """Return one panel, with linear axes and the vertical one from 0."""
    top = max(max(values) for values in series.values()) or 1.0
    epochs = len(next(iter(series.values())))
    plot_width, plot_height = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM

    def x(epoch: int) -> float:
        return _LEFT + plot_width * (epoch / max(epochs - 1, 1))

    def y(value: float) -> float:
        return _TOP + plot_height * (1 - value / top)

    parts = [f'<g transform="translate({WIDTH * position} 0)">']
    for share in (0.0, 0.5, 1.0):
        level = y(share * top)
        parts.append(
            f'<path d="M{_LEFT} {level:.1f}H{WIDTH - _RIGHT}" stroke="#ddd"/>'
            f'<text x="{_LEFT - 8}" y="{level + 4:.1f}" text-anchor="end">{share * top:.3g}</text>'
        )
    parts += [
        f'<text x="{x(epoch):.1f}" y="{HEIGHT - _BOTTOM + 18}" text-anchor="middle">'
        f"{epoch + 1}</text>"
        for epoch in sorted({0, (epochs - 1) // 2, epochs - 1})
    ]
    parts.append(f'<text x="{WIDTH - _RIGHT}" y="{HEIGHT - 6}" text-anchor="end">epoch</text>')
    for number, (name, values) in enumerate(series.items()):
        color = _COLORS[number % len(_COLORS)]
        points = " ".join(f"{x(i):.1f},{y(value):.1f}" for i, value in enumerate(values))
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2"/>'
            f'<text x="{_LEFT + 160 * number}" y="20" fill="{color}">{escape(name)} '
            f"({values[-1]:.3g})</text>"
        )
    return "".join(parts) + "</g>"
