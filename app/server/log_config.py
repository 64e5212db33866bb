"""How the log is written: lines for people, or a JSON object a line for programs."""

import logging
from typing import Any, Literal

LogFormat = Literal["text", "json"]

TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
JSON = "%(levelname)s %(name)s %(message)s"


def configuration(level: str, form: LogFormat) -> dict[str, Any]:
    """Return the settings for `logging.config.dictConfig`; everything goes to standard error."""
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
        "filters": {"plain": {"()": "app.server.run.log_config.Plain"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": form,
                "filters": ["plain"],
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            "uvicorn": {"level": level.upper()},
            "PIL": {"level": "WARNING"},
            # It would log parts of what clients send, and a line for each broken form.
            "python_multipart": {"level": "ERROR"},
        },
    }


class Plain(logging.Filter):
    """Drops what the web server adds for coloured terminals."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record."""
        record.__dict__.pop("color_message", None)
        return True
