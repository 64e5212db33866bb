"""The query parameters of /predict and /predict/batch."""

from typing import Annotated

from fastapi import Depends, Query

from app.problems import InvalidRequest

INCLUDES = ("input", "stages")


async def _included(
    include: Annotated[
        list[str],
        Query(
            description="More to reply with: `input` (the 784 numbers that the network saw), "
            "`stages` (each step of preprocessing as a PNG). Repeated, or separated by commas."
        ),
    ] = [],  # noqa: B006  # FastAPI copies it
) -> frozenset[str]:
    names = [name.strip() for value in include for name in value.split(",") if name.strip()]
    for name in names:
        if name not in INCLUDES:
            raise InvalidRequest.at(
                ("query", "include"), f"expected {' or '.join(INCLUDES)}, got {name!a:.40}"
            )
    return frozenset(names)


Included = Annotated[frozenset[str], Depends(_included)]
ModelName = Annotated[
    str | None, Query(description="Name of the model to ask, one of /models.", examples=["seed"])
]
