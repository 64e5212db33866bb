"""Logging configuration: lines of text, or a JSON object a line."""

import logging
from typing import Any

from app.settings import LogFormat

TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
JSON = "%(levelname)s %(name)s %(message)s"


def build(level: str, log_format: LogFormat) -> dict[str, Any]:
    """Return the argument of `logging.config.dictConfig`; all logs go to standard error."""
    formatters: dict[str, dict[str, Any]] = {
        "text": {"format": TEXT},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": JSON,
            "rename_fields": {"levelname": "level", "name": "logger"},
            "timestamp": "time",
            "json_ensure_ascii": True,
        },
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": formatters,
        "filters": {"no_color": {"()": "app.server.log_config.ColorMessageFilter"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": log_format,
                "filters": ["no_color"],
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            "uvicorn": {"level": level.upper()},
            "PIL": {"level": "WARNING"},
            # It would log parts of request bodies, and a line for each malformed form.
            "python_multipart": {"level": "ERROR"},
        },
    }


class ColorMessageFilter(logging.Filter):
    """Drops the field that uvicorn adds for color terminals."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record."""
        record.__dict__.pop("color_message", None)
        return True
