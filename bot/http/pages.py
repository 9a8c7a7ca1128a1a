"""A page as it is sent: what it may load, how it is kept, how its language is named."""

from sanic.response import HTTPResponse

from advice import Language

TAGS: dict[Language, str] = {"zh": "zh-Hans", "en": "en"}
"""How HTML names our languages."""

PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)


def page_answer(
    html: str, kept: str, status: int = 200, tag: str | None = None
) -> HTTPResponse:
    """A page of ours, under the policy for pages."""
    headers = {
        "Content-Security-Policy": PAGE_POLICY,
        "Cache-Control": kept,
        "Vary": "Accept-Language",
    }
    if tag is not None:
        headers["ETag"] = tag
    return HTTPResponse(
        html, status=status, headers=headers, content_type="text/html; charset=utf-8"
    )
