"""Pictures of how cost grows, as SVG and PNG."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.table import Picture


def draw(folder: Path, pictures: Sequence[Picture]) -> dict[str, str]:
    """Draw `pictures` into `folder` and return each one's file by slug; without Matplotlib none."""
    try:
        import matplotlib as mpl  # noqa: PLC0415  # an extra
    except ImportError:
        return {}
    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "inkling"  # the same figures give the same file
    import matplotlib.pyplot as plt  # noqa: PLC0415

    folder.mkdir(exist_ok=True)
    names = {}
    for picture in pictures:
        if not any(picture.lines.values()):
            continue
        figure, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
        for name, points in picture.lines.items():
            axes.plot(*zip(*points, strict=True), marker="o", label=name)
        axes.set(title=picture.title, xlabel=picture.x, ylabel=picture.y, xscale="log")
        axes.set_yscale("log")
        axes.grid(alpha=0.3)
        axes.legend(fontsize="small")
        for kind in ("svg", "png"):
            figure.savefig(
                folder / f"{picture.slug}.{kind}",
                dpi=120,
                metadata={"Date": None} if kind == "svg" else None,
            )
        plt.close(figure)
        names[picture.slug] = f"{folder.name}/{picture.slug}.svg"
    return names
