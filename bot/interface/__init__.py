"""The interface for other systems below `/api/v1`: assist, decide, topics, procedures.

`openapi.yml` describes it, `docs/api.md` says how to use it. Nothing is open until the
setting API_TOKENS names a token.
"""

from bot.interface.routes import add_api

__all__ = ["add_api"]
