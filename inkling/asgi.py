"""The application for other ASGI servers: ``uvicorn inkling.asgi:create_app --factory``."""

from app.main import create_app

__all__ = ["create_app"]
