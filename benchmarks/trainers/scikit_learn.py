"""scikit-learn's `MLPClassifier`: logistic units all the way, one pass a call."""

import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier

from benchmarks import trainers
from benchmarks.subject import Work, serve_tasks


def prepare(batch: int, count: int) -> Work:
    images, labels = trainers.data(count)
    X = np.divide(images, 255, dtype=np.float32)

    def epoch() -> float:
        net = MLPClassifier(
            trainers.SIZES[1:-1],
            activation="logistic",
            alpha=0.0,
            batch_size=batch,
            learning_rate_init=trainers.RATE,
            random_state=1,
        )
        net.partial_fit(X, labels, classes=np.arange(10))
        return float(net.loss_)

    return epoch


if __name__ == "__main__":
    serve_tasks(prepare, version=sklearn.__version__)
