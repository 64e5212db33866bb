"""How long until 97.5 % of held-out images are read right, beside PyTorch with the same recipe."""

from benchmarks.contestant import CORES, contestants
from benchmarks.table import Goal, Row, Spread, Table, brief
from benchmarks.turns import ratios, take_turns

TARGET = 0.975
ROUNDS = 7
LEARNERS: dict[str, tuple[str, ...]] = {
    "Inkling": ("benchmarks.trainers.inkling_to_target",),
    "PyTorch, eager, fused Adam": ("benchmarks.trainers.pytorch_to_target",),
}


def measure(*, quick: bool) -> list[Table]:
    threads = CORES
    table = Table(
        "Time to 97.5 %",
        "MNIST's first 55,000 training images, judged after every epoch on the other 5,000; "
        "batches of 128, Adam, a cosine schedule over 12 epochs, no distortion. Times: PyTorch's "
        "over Inkling's.",
        ["learner", "seconds", "epochs"],
        "times",
    )
    epochs: dict[str, float] = {}
    with contestants(LEARNERS, threads) as (running, missing):

        def turn(name: str) -> float:
            result = running[name].run(target=0.5 if quick else TARGET)["result"]
            epochs[name] = result["epochs"]
            return float(result["learning_s"])

        turns = {name: lambda name=name: turn(name) for name in running}
        seconds = take_turns(turns, 1 if quick else ROUNDS)
        for name, taken_s in seconds.items():
            cells = [name, brief(Spread.of(taken_s).median), f"{epochs[name]:.0f}"]
            if name == "Inkling":
                table.rows.append(Row(cells))
            else:
                table.rows.append(Row(cells, ratios(taken_s, seconds["Inkling"]), Goal(least=1)))
        table.rows += [Row([name, "", ""], missing=why) for name, why in missing.items()]
    return [table]
