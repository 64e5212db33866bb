"""Line charts as SVG, with Matplotlib."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.table import Chart


def draw(folder: Path, charts: Sequence[Chart]) -> dict[str, str]:
    """Draw charts into `folder`; return the file of each by slug, or none without Matplotlib."""
    try:
        import matplotlib as mpl  # noqa: PLC0415  # an extra
    except ImportError:
        return {}
    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "inkling"  # the same figures give the same file
    mpl.rcParams["svg.fonttype"] = "none"  # letters as text, a third of the size
    import matplotlib.pyplot as plt  # noqa: PLC0415

    folder.mkdir(exist_ok=True)
    names = {}
    for chart in charts:
        if not any(chart.lines.values()):
            continue
        figure, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
        for name, points in chart.lines.items():
            axes.plot(*zip(*points, strict=True), marker="o", label=name)
        axes.set(title=chart.title, xlabel=chart.x, ylabel=chart.y, xscale="log")
        axes.set_yscale("log")
        axes.grid(alpha=0.3)
        axes.legend(fontsize="small")
        figure.savefig(folder / f"{chart.slug}.svg", metadata={"Date": None})
        plt.close(figure)
        names[chart.slug] = f"{folder.name}/{chart.slug}.svg"
    return names
