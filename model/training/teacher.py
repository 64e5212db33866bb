"""Teacher of a recipe with knowledge distillation."""

from model.network import Weights
from model.serialization import model_file
from model.training.recipe import Recipe, RecipeError


def load_teacher(recipe: Recipe) -> Weights | None:
    """Return the weights of the teacher that a recipe names, None if it names none.

    Raises
    ------
    RecipeError
        If its sizes do not fit.
    OSError, ValueError
        If there is no such model.
    """
    if not recipe.teacher:
        return None
    model = model_file.load(model_file.find_model(recipe.teacher))
    if (model.sizes[0], model.sizes[-1]) != (784, 10):
        sizes = "-".join(map(str, model.sizes))
        raise RecipeError(f"expected 784 inputs and 10 outputs, got {sizes}")
    return model.weights
