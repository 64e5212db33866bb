"""Common questions about backpropagation, for the page /inside and docs/questions.md.

Texts are plain, with code between backticks. They are about a network of 784-100-10-10, in the
notation of ``docs/derivation.md``. After a change, run ``python -m tools.questions_page``.
"""

from dataclasses import dataclass

SIZES = (784, 100, 10, 10)
"""Units of every layer of the network that the questions are about, inputs first."""


@dataclass(frozen=True)
class Question:
    """A question, its answer, and lines of NumPy that show it.

    Attributes
    ----------
    title : str
    answer : str
        Paragraphs, with a blank line between them.
    step : str
        Slug of the step of backpropagation that it belongs to: /inside#step=delta2.
    lines : tuple of str
        Assignments to ``delta3`` ... ``dW1`` in NumPy's notation, over the names ``X A0 A1 A2 z1
        z2 z3 H1 H2 P Y N W1 W2 W3`` and the results of earlier lines.
    outcome : str
        The result of the last line: "Agrees, N x 10." if it is the gradient, otherwise the
        mistake's name, as "Wrong: `missing-mean`, 11 x 10.", or why NumPy raises an error.
    """

    title: str
    answer: str
    step: str
    lines: tuple[str, ...]
    outcome: str

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs of the answer."""
        return self.answer.split("\n\n")

    @property
    def outcome_in_words(self) -> str:
        """The outcome with words in place of a mistake's name."""
        words = self.outcome
        for name, mistake in MISTAKES.items():
            words = words.replace(f"`{name}`", mistake)
        return words


MISTAKES = {
    "factor-order": "the factors are transposed or in the other order",
    "matrix-product": "a matrix product in place of an elementwise one",
    "missing-mean": "the division by N is missing",
    "mean-twice": "divided by N twice",
    "extra-output-slope": "a derivative of the sigmoid too many at the output",
    "updated-weights": "the weights were updated before they were used",
    "missing-slope": "the derivative of the sigmoid is missing",
    "softmax-axis": "softmax over the wrong axis",
}
"""The mistakes that lines of the questions make, in words."""

DELTA2 = "delta2 = ((P - Y) / N @ W3[1:].T) * H2 * (1 - H2)"

QUESTIONS = (
    Question(
        "Why is 101 x 1 wrong, and why must dW2 be 101 x 10?",
        "`dW2` says for each weight of `W2` how the loss changes with it, so it has the shape of "
        "`W2`: 101 inputs, the constant 1 of the bias among them, by 10 units. An array of 101 x 1 "
        "has one number for each input and none for each unit.\n\n"
        "It comes from a derivation with matrix products only, which takes the derivative of the "
        "sigmoid for one more matrix: with one drawing, (101 x 1)(1 x 10)(10 x 10)(10 x 1). Its "
        "last product sums over the ten units of layer 2. But these are not paths to the loss that "
        "meet again; they are ten units with weights of their own. So each row of 101 x 1 is the "
        "sum of ten derivatives, the row sum of the right gradient.\n\n"
        "The activation of a unit depends on its own weighted sum only, so the derivatives "
        "multiply elementwise, and 1 x 10 stays 1 x 10. Then (101 x 1)(1 x 10) is 101 x 10.\n\n"
        "NumPy does not stop you at the update: it repeats 101 x 1 in all ten columns of `W2`, so "
        "that all units of layer 2 learn the same.",
        "dw2",
        ("dW2 = A1.T @ (P - Y) @ W3[1:].T @ (H2 * (1 - H2)).T / N",),
        "Wrong: `matrix-product`, 101 x N, and 101 x 1 with one drawing.",
    ),
    Question(
        "Why is the gradient of the bias a sum?",
        "A bias is added to the weighted sum of its unit in every sample. It has N paths to the "
        "loss, one for each sample, and the chain rule adds them up: `delta3.sum(axis=0)`, one "
        "number for each of the ten units. Here the biases are row 0 of `W3`, and their input is "
        "the column of ones in `A2 = [1 H2]`. Row 0 of `A2.T` is therefore N ones, and row 0 of "
        "`A2.T @ delta3`, (11 x N)(N x 10), is that sum. It is not N x 10, because all samples "
        "share the same ten biases.",
        "dw3",
        ("dW3 = A2.T @ ((P - Y) / N)",),
        "Agrees, 11 x 10. Row 0 is `sum((P - Y) / N, axis=0)`.",
    ),
    Question(
        "Why is delta not transposed, as it is in my textbook?",
        "The formula is the same, with the data in another orientation. Where samples are columns, "
        "a layer computes `W @ x`, and the error signal goes back through the transposed weights "
        "from the left: `W.T @ delta`. Where samples are rows, as here, a layer computes `A @ W`, "
        "and it goes back from the right: `delta3 @ W3[1:].T`, (N x 10)(10 x 10). The transpose of "
        "a product is the product of the transposes in the opposite order, so either form can be "
        "turned into the other. Keep every array in one orientation: a formula taken from the "
        "other one fits only by accident. The choice of your convention, above the steps on the "
        "page `/inside`, shows all of them with samples as columns.",
        "back2",
        ("delta2 = (W3[1:] @ ((P - Y) / N).T).T * H2 * (1 - H2)",),
        "Agrees, N x 10.",
    ),
    Question(
        "My gradient is 10 x 101, but the weights are 101 x 10. Which is right?",
        "The gradient of the loss with respect to an array has the shape of that array, because "
        "gradient descent subtracts one from the other. `W2` is 101 x 10, and so is `dW2`. Entry "
        "[i, j] belongs to the weight from column i of `A1` to unit j and is the sum over n of "
        "`A1[n, i] * delta2[n, j]`. In matrices this is `A1.T @ delta2`, (101 x N)(N x 10). The "
        "product `delta2.T @ A1` has the same numbers, transposed. It is right where weights are "
        "stored with a row for each unit, and in numerator layout; here NumPy raises an error at "
        "the update. If the matrix is square, it does not, and the numbers are wrong.",
        "dw2",
        (DELTA2, "dW2 = delta2.T @ A1"),
        "Wrong: `factor-order`, 10 x 101, the transposed gradient.",
    ),
    Question(
        "Elementwise or matrix product: how do I choose?",
        "Write the formula with indices. An index that two factors share and that is summed over "
        "makes a matrix product; one that they share and that stays in the result makes an "
        "elementwise product. Each unit of layer 2 feeds all ten units of layer 3: ten paths and a "
        "sum, so `delta3 @ W3[1:].T`, N x 10, is a matrix product. Its activation depends on its "
        "own weighted sum alone: one path and no sum, so the derivatives `H2 * (1 - H2)`, N x 10, "
        "multiply elementwise. Transposing them to make a matrix product fit, (N x 10)(10 x N), "
        "sums over the ten units, which are ten separate results. With one sample the gradient "
        "of `W2` becomes 101 x 1, the row sums of the right one.",
        "delta2",
        ("dW2 = A1.T @ ((P - Y) / N @ W3[1:].T @ (H2 * (1 - H2)).T)",),
        "Wrong: `matrix-product`, 101 x N, and 101 x 1 with one drawing.",
    ),
    Question(
        "Why is the input of the layer transposed?",
        "Because of the position of the index that is summed over. The gradient is the sum over n "
        "of `A2[n, i] * delta3[n, j]`. A matrix product sums over the last index of its first "
        "factor and the first index of its second. The index n comes first in both arrays, so `A2` "
        "is transposed: `A2.T @ delta3`, (11 x N)(N x 10). This orders the sum and has nothing to "
        "do with differentiation. With one sample, (11 x 1)(1 x 10) is a column times a row, an "
        "outer product.",
        "dw3",
        ("dW3 = A2 @ ((P - Y) / N)",),
        "NumPy raises an error: (N x 11)(N x 10) is not a matrix product.",
    ),
    Question(
        "The derivative of z with respect to W has four dimensions. Where did it go?",
        "The derivative of `z2`, N x 10, with respect to `W2`, 101 x 10, has N x 10 x 101 x 10 "
        "entries, 10,100 for each sample. But weight [i, j] affects only column j of `z2`, with "
        "the factor `A1[n, i]`. All entries that belong to two different columns are 0, and the "
        "others repeat the 101 numbers of a row of `A1`. The chain rule multiplies by `delta2` and "
        "sums over samples and columns. Because of the zeros only the sum over samples is left: "
        "`A1.T @ delta2`, 101 x 10. Backpropagation never stores the tensor; it computes its "
        "product with `delta2`, a vector-Jacobian product: a Jacobian is the array of all "
        "derivatives of the outputs with respect to the inputs.",
        "dw2",
        (DELTA2, "dW2 = A1.T @ delta2"),
        "Agrees, 101 x 10.",
    ),
    Question(
        "Where does the factor 1/N (or 1/m) go?",
        "In one place only. The loss is the mean over the batch, so the error signal of the last "
        "layer has the factor: `delta3 = (P - Y) / N`. Every later line is linear in `delta3` and "
        "inherits it, so it is not repeated. Some courses define delta without the factor and "
        "divide each `dW` by N (or m) instead. Their deltas are N times as large, and their "
        "gradients of the weights are the same.",
        "delta3",
        ("dW3 = A2.T @ (P - Y) / N",),
        "Agrees, 11 x 10.",
    ),
    Question(
        "Why is the gradient divided by the batch size?",
        "The loss is the mean of the losses of the samples, and the gradient of a mean is the mean "
        "of the gradients. So its size does not grow with the batch, and one learning rate serves "
        "batches of every size, such as a smaller last batch. Without the division the gradient is "
        "N times as large. With a single sample N is 1 and the mistake is invisible: check "
        "gradients with a batch of at least two.",
        "loss",
        ("dW3 = A2.T @ (P - Y)",),
        "Wrong: `missing-mean`, 11 x 10, N times too large. With one drawing it agrees.",
    ),
    Question(
        "Sum or mean over the batch: does it matter?",
        "Both are losses, and each has its own gradient. That of the sum is N times that of the "
        "mean, in the same direction. Gradient descent with the sum and a learning rate of eta / N "
        "takes the same steps as with the mean and eta. Mistakes come from mixing them: a mean "
        "loss with the gradient of the sum, which a numerical check finds by its factor N, or a "
        "division by N both in `delta3` and in `dW3`.",
        "update",
        ("delta3 = (P - Y) / N", "dW3 = A2.T @ delta3 / N"),
        "Wrong: `mean-twice`, 11 x 10, N times too small. With one drawing it agrees.",
    ),
    Question(
        "Is the gradient of a batch the sum of the gradients of its samples?",
        "Yes, with the factor 1/N: it is their mean. Samples do not mix in this network, so row n "
        "of every array depends on sample n alone. `A2.T @ delta3`, (11 x N)(N x 10), is the sum "
        "of N outer products, (11 x 1)(1 x 10), one for each sample. So a batch that is too large "
        "for the memory can be processed in parts whose gradients are added, each divided by the "
        "full N. (With batch normalization this would not hold, because there the samples mix.)",
        "dw3",
        ("dW3 = A2[:1].T @ (P - Y)[:1] / N + A2[1:].T @ (P - Y)[1:] / N",),
        "Agrees, 11 x 10.",
    ),
    Question(
        "How do softmax and cross-entropy become P - Y?",
        "Take one sample. The loss has the derivative `-Y[c] / P[c]` with respect to `P[c]`, and "
        "`P[c]` has the derivative `P[j] * (1 - P[j])` with respect to `z3[j]` if c = j, and "
        "`-P[c] * P[j]` otherwise. Each `z3[j]` affects all ten probabilities, so the chain rule "
        "sums over c. The term c = j is `-Y[j] + Y[j] * P[j]`, and each other one is "
        "`Y[c] * P[j]`. Together they are `P[j]` times the sum of all targets, minus `Y[j]`. The "
        "targets of a sample sum to 1, which leaves `P[j] - Y[j]`. The mean over the batch adds "
        "the factor: `delta3 = (P - Y) / N`, N x 10.",
        "delta3",
        ("delta3 = (P - Y) / N",),
        "Agrees, N x 10.",
    ),
    Question(
        "Can I compute softmax and cross-entropy apart, or do the numbers explode?",
        "In exact arithmetic the result is the same. The gradient with respect to the "
        "probabilities is `G = -Y / P`, N x 10, and each sample has a Jacobian of its own, the "
        "matrix of the derivatives of all ten probabilities with respect to all ten weighted sums: "
        "`diag(p) - outer(p, p)`, 10 x 10. Their products for all samples at once are "
        "`P * (G - sum(G * P, axis=1, keepdims=True))`, which is `P - Y`. In floating point `G` is "
        "the problem: it grows without limit as the probability of the right class falls to 0, and "
        "if any probability underflows to 0, the result is `nan`. The entries of `P - Y` are "
        "between -1 and 1, whatever the probabilities are.",
        "delta3",
        ("delta3 = P * (sum(Y / P * P, axis=1, keepdims=True) - Y / P) / N",),
        "Agrees, N x 10, as long as no probability is 0.",
    ),
    Question(
        "Are all entries of dL/dz equal?",
        "No. `delta3 = (P - Y) / N`, N x 10, has an entry for each class. That of the right class "
        "is negative, (P - 1) / N; the others are positive, P / N. Each row sums to 0, since the "
        "rows of `P` and of `Y` both sum to 1. So a gradient step raises the weighted sum of the "
        "right class and lowers the others, most of all the one with the highest probability. With "
        "only two classes the two entries are opposite numbers of the same size.",
        "delta3",
        ("delta3 = P / N - Y / N",),
        "Agrees, N x 10.",
    ),
    Question(
        "Does the last delta need the derivative of the sigmoid?",
        "Not with softmax and cross-entropy: the Jacobian of the softmax, the matrix of the "
        "derivatives of all probabilities with respect to all weighted sums, is already contained "
        "in `(P - Y) / N`, N x 10, which is the derivative with respect to `z3`. It cancels in the "
        "same way for a sigmoid with binary cross-entropy. With the squared error it does not "
        "cancel, and `(P - Y) * P * (1 - P)` is the formula for a sigmoid at the output that many "
        "textbooks show first. Used here, it makes the error signal almost 0 where the network is "
        "certain and wrong, because there P is close to 0 or 1.",
        "delta3",
        ("delta3 = (P - Y) * P * (1 - P) / N",),
        "Wrong: `extra-output-slope`, N x 10.",
    ),
    Question(
        "Why does the gradient of the weights contain the output of the previous layer?",
        "Because the weights multiply it. In `z1 = A0 @ W1` the weight [i, j] has the factor "
        "`A0[n, i]`, so that is its derivative. The input of a layer is the output of the previous "
        "one with a column of ones: `dW1 = A0.T @ delta1` is (785 x N)(N x 100), `dW2` contains "
        "`A1 = [1 H1]` and `dW3` contains `A2 = [1 H2]`. A weight whose input is 0 has the "
        "derivative 0, such as all weights of a blank pixel. The output of the layer itself occurs "
        "only in the derivative of its sigmoid, `H1 * (1 - H1)`.",
        "dw1",
        (
            DELTA2,
            "delta1 = (delta2 @ W2[1:].T) * H1 * (1 - H1)",
            "dW1 = A0.T @ delta1",
        ),
        "Agrees, 785 x 100.",
    ),
    Question(
        "Do I use the old or the updated weights on the way back?",
        "The old ones, with which the loss was computed. The gradient is a derivative at one point "
        "in the space of all weights. If `W3`, 11 x 10, is updated before `delta2` is computed, "
        "then `delta3` belongs to the old point and `W3` to the new one, and `dW2` is the gradient "
        "at neither. The error is of the order of the learning rate, so training often succeeds "
        "and hides it. Compute all gradients first, then update all weights.",
        "update",
        (
            "dW3 = A2.T @ ((P - Y) / N)",
            "delta2 = ((P - Y) / N @ (W3 - 0.1 * dW3)[1:].T) * H2 * (1 - H2)",
        ),
        "Wrong: `updated-weights`, N x 10.",
    ),
    Question(
        "How do I check a gradient numerically: which epsilon, precision and threshold?",
        "Move one weight by h in both directions, and divide the difference of the two losses by "
        "2h. In float64, h = 1e-5 is a good choice: the formula's own error grows with h * h, and "
        "cancellation grows as h shrinks. Do not check in float32: at best four or five digits are "
        "left.\n\n"
        "Compare the relative difference, |a - b| / max(|a|, |b|). Below 1e-6 the gradient is "
        "right, above 1e-3 it is wrong, and in between look at the size of the entries, since "
        "those close to 0 are mostly rounding.\n\n"
        "Take at least two samples, random weights, and entries of every matrix, row 0 included. "
        "Each entry of the 101 x 10 gradient on the page has a button for it.",
        "dw2",
        ("dW2 = A1.T @ (((P - Y) / N @ W3[1:].T) * H2 * (1 - H2))",),
        "Agrees, 101 x 10.",
    ),
    Question(
        "Does cross-entropy cure saturation in the hidden layers?",
        "No, at the output only, where `delta3 = (P - Y) / N` has no factor that could vanish. "
        "`delta2` and `delta1` have the factors `H2 * (1 - H2)` and `H1 * (1 - H1)` with every "
        "loss. They are at most 1/4, at a weighted sum of 0, and 0.0000454 at 10 or -10. Leaving "
        "the factor out does not help: the result, N x 10, has the right shape and is not the "
        "gradient. What helps is to keep the weighted sums near 0, by scaled inputs and small "
        "initial weights, or an activation function that does not saturate, such as ReLU.",
        "delta2",
        ("delta2 = (P - Y) / N @ W3[1:].T",),
        "Wrong: `missing-slope`, N x 10.",
    ),
    Question(
        "Why does it learn XOR but not MNIST, always answer the same digit, or overflow?",
        "If the gradients pass a numerical check, look at these in order.\n\n"
        "Inputs: scale pixels to 0 to 1; with 0 to 255 the hidden units saturate, and all drawings "
        "look alike to the next layer.\n\n"
        "Initial weights: a standard deviation of 1 suits the two inputs of XOR, but with 784 "
        "inputs it saturates most units; use the square root of 2 / (inputs + outputs).\n\n"
        "Learning rate: if the loss rises or becomes `nan`, divide it by 10.\n\n"
        "Overflow: subtract the largest weighted sum of each row of `z3`, N x 10, before `exp`.\n\n"
        "Softmax: it sums over the classes, axis 1. Over axis 0 it compares samples, and with one "
        "sample every entry is 1.\n\n"
        "Labels: one-hot, in the same order as the shuffled samples.\n\n"
        "On the page /train, the button under the settings checks yours in such an order.",
        "delta3",
        ("delta3 = (softmax(z3, axis=0) - Y) / N",),
        "Wrong: `softmax-axis`, N x 10.",
    ),
    Question(
        "Why not start with all weights zero?",
        "With `W3 = 0` and `W2 = 0`, `delta2`, N x 10, and `delta1`, N x 100, are 0, so the first "
        "step changes `W3` only. All units of layer 2 have the activation 1/2, so rows 1 to 10 of "
        "`W3` change alike. From then on the units of a hidden layer have equal weights, equal "
        "activations and equal gradients, and stay equal: 100 units compute one number. The same "
        "happens with any other constant. Random weights break the symmetry; biases can start at "
        "0.",
        "delta2",
        ("delta2 = ((P - Y) / N @ (0 * W3)[1:].T) * H2 * (1 - H2)",),
        "Wrong: with `W3 = 0` every entry is 0, N x 10.",
    ),
)
