"""Reading of JSON files as pydantic models, with an error in one sentence."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

Document = TypeVar("Document", bound=BaseModel)


def read(
    path: Path, schema: type[Document], expected: str, error_type: type[ValueError]
) -> Document:
    """Read and validate a file.

    Parameters
    ----------
    path : Path
    schema : type of BaseModel
    expected : str
        What the file should be, for the message, such as "a report".
    error_type : type of ValueError

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    error_type
        If it cannot be read or is something else; names the first field that is not valid.
    """
    try:
        return schema.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise
    except OSError as error:
        raise error_type(
            f"{path.name}: expected a readable file, got {error.strerror or error}"
        ) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        location = ".".join(map(str, first["loc"])) or "the top level"
        raise error_type(
            f"{path.name}: expected {expected}, got at {location}: {first['msg']}"
        ) from error
