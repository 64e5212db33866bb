"""Logging configuration: lines of text, or a JSON object a line."""

from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS

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
            # Uvicorn's message again, with colors.
            "reserved_attrs": [*RESERVED_ATTRS, "color_message"],
        },
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": formatters,
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": log_format,
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
