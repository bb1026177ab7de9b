"""The log: a JSON object a line in production, plain lines elsewhere. Tracebacks never show the values of variables."""

from typing import Any

import structlog
from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.stdlib import ProcessorFormatter

COMMON: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging(*, is_production: bool) -> dict[str, Any]:
    """Django's LOGGING, with structlog writing into the same stream."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *COMMON, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"()": ProcessorFormatter, "processors": _last(is_production), "foreign_pre_chain": COMMON}
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "INFO" if is_production else "WARNING"},
        "loggers": {"django": {"handlers": [], "propagate": True}},
    }


def _last(is_production: bool) -> list[Any]:
    if is_production:
        return [
            ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    return [
        ProcessorFormatter.remove_processors_meta,
        ConsoleRenderer(colors=False, exception_formatter=plain_traceback),
    ]
