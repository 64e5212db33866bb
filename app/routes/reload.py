"""POST /models/reload: take up weights that were replaced on the disk."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from app import reload
from app.http.loopback import is_local
from app.http.problems import LoopbackOnly, WeightsInvalid
from app.openapi.schemas import ModelReference

router = APIRouter(include_in_schema=False)  # nothing for clients


class Reloaded(BaseModel):
    """The models that answer from now on."""

    models: list[ModelReference]


@router.post("/models/reload")
async def reload_models(request: Request, response: Response) -> Reloaded:
    """Load and verify all weights, and answer with them from now on, or leave all as it was.

    For programs of the same machine only. SIGHUP does the same.
    """
    if not is_local(request):
        raise LoopbackOnly("expected a request from this machine, got one from elsewhere")
    try:
        loaded = await reload.reload(request.app)
    except ValueError as error:
        raise WeightsInvalid(str(error)) from error
    if reload.tell_supervisor():
        response.status_code = 202
    return Reloaded(
        models=[ModelReference(name=m.name, version=m.version) for m in loaded.models.values()]
    )
