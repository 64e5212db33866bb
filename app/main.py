"""The application factory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import Depends, FastAPI
from starlette.templating import Jinja2Templates

import app as package
from app import registry, settings, supervisor
from app.concurrency import memory, threads
from app.concurrency.limiter import ConcurrencyLimiter
from app.corrections.learnt_models import LearntModels
from app.corrections.service import CorrectionService
from app.grpc_service import server as grpc_server
from app.http.shutdown import ShutdownSignal
from app.lab.components import build_lab
from app.middleware import exception_handlers, stack
from app.openapi import document
from app.registry import Registry
from app.reload import activate, reload_on_hangup
from app.report.thumbnails import Thumbnails
from app.routes import (
    corrections,
    dependencies,
    docs,
    explain,
    health,
    inference_protocol,
    lab,
    learn,
    models,
    numbers,
    pages,
    predict,
    problem_types,
    reload,
    report,
    runs,
    sweeps,
)
from app.routes import metrics as metrics_route
from app.settings import Settings
from app.web import mathml, static_files

DESCRIPTION = """\
Send a drawing of a digit and get back the prediction. All forms of drawing are preprocessed in the
same way, except `pixels`, which skip preprocessing.

Errors are `application/problem+json` (RFC 9457): `detail` says what was wrong and what was
expected, and `type` is the address of [a page that describes it](problems).
"""


def create_app(configured: Settings | None = None, loaded: Registry | None = None) -> FastAPI:
    """Return the application.

    Parameters
    ----------
    configured : Settings, optional
        Those of the environment by default.
    loaded : Registry, optional
        Models of the weights folder; by default they are loaded when the application starts.

    Raises
    ------
    app.settings.SettingsError
        If a setting in the environment is invalid.
    """
    configured = configured or settings.from_environment()
    lab_components = build_lab(configured)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        supervisor.stop_when_supervisor_ends()
        memory.return_freed_memory()
        await threads.run_io(app.state.learnt.refresh)
        activate(app, registry.load(configured) if loaded is None else loaded)
        async with app.state.learnt.refreshing():
            with app.state.shutdown.installed(), reload_on_hangup(app):
                async with grpc_server.serving(app, configured):
                    yield
        app.state.registry = None
        await anyio.to_thread.run_sync(lab_components.service.close)
        await anyio.to_thread.run_sync(app.state.corrections.close)

    app = FastAPI(
        title="Inkling",
        version=package.__version__,
        description=DESCRIPTION,
        lifespan=lifespan,
        dependencies=[Depends(dependencies.check_query)],
        docs_url=None,  # app.routes.docs serves it without a third party
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"auto_configure": False, "tracing": False, "metrics": False, "logs": False},
    )
    app.state.settings = configured
    app.state.registry = None
    app.state.lab = lab_components
    app.state.corrections = CorrectionService(configured)
    app.state.learnt = LearntModels(app.state.corrections)
    app.state.large_replies = ConcurrencyLimiter(
        explain.MAX_LARGE_REPLIES, explain.MAX_WAITING_LARGE_REPLIES
    )
    app.state.trainings = ConcurrencyLimiter(1, explain.MAX_WAITING_TRAININGS)
    app.state.shutdown = ShutdownSignal()
    app.state.thumbnails = Thumbnails(configured.data_dir)
    app.state.pages = Jinja2Templates(directory=static_files.folder("templates"))
    app.state.pages.env.globals |= {"version": package.__version__, "root": configured.root_path}
    app.state.pages.env.filters["math"] = mathml.math
    direct = [*predict.router.routes, *numbers.router.routes]
    stack.add_middleware(app, configured, direct)
    exception_handlers.add_exception_handlers(app, app.state.pages)
    for routes in (
        predict,
        numbers,
        explain,
        models,
        health,
        metrics_route,
        reload,
        problem_types,
        docs,
        pages,
        report,
        inference_protocol,
        lab,
        runs,
        sweeps,
        corrections,
        learn,
    ):
        app.include_router(routes.router)
    document.customize_openapi(app)
    app.mount(docs.ASSETS, docs.assets())
    app.mount(
        "/static", static_files.Assets(directory=static_files.folder("static")), name="static"
    )
    return app
