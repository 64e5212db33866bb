"""POST /models/reload: reload weights that were replaced on the disk."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from app import reload, supervisor
from app.http.loopback import is_local
from app.http.origin import check_origin
from app.http.problems import LoopbackOnly, WeightsInvalid
from app.openapi.schemas import ModelReference

router = APIRouter(include_in_schema=False)  # for operators


class Reloaded(BaseModel):
    """The models that were loaded."""

    models: list[ModelReference]


@router.post("/models/reload")
async def reload_models(request: Request, response: Response) -> Reloaded:
    """Load, verify and replace all weights, or none if one is invalid.

    For programs on the same machine only, not for pages of other origins. SIGHUP does the same.
    """
    if not is_local(request):
        raise LoopbackOnly("Only programs on the same machine may reload the weights.")
    check_origin(request)
    try:
        loaded = await reload.reload(request.app)
    except ValueError as error:
        raise WeightsInvalid(str(error)) from error
    if supervisor.restart_workers():
        response.status_code = 202
    return Reloaded(
        models=[ModelReference(name=m.name, version=m.version) for m in loaded.models.values()]
    )
