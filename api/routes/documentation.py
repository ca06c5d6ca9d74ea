"""`/docs`: the OpenAPI document to read and to try, with every script and style out of a wheel, under a strict policy."""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated, Final

from fastapi import APIRouter, Path, Response
from fastapi.responses import FileResponse, HTMLResponse

from api.problems import NotFound

router = APIRouter(include_in_schema=False)

POLICY: Final = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; frame-ancestors 'none'; base-uri 'none'"
_ASSETS: Final = ("swagger-ui-bundle.js", "swagger-ui.css", "favicon.png")
_PAGE: Final = """<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>suretygraph 保链图谱 · API</title>
<link rel="icon" href="docs/favicon.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""
_START: Final = """SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIBundle.SwaggerUIStandalonePreset],
});
"""


@router.get("/docs")
def page() -> HTMLResponse:
    """The page."""
    return HTMLResponse(_PAGE, headers={"Content-Security-Policy": POLICY})


@router.get("/docs/start.js")
def start() -> Response:
    """What makes the page: a file of its own, since the policy takes no script within a page."""
    return Response(_START, media_type="text/javascript")


@router.get("/docs/{name}")
def asset(name: Annotated[str, Path(max_length=40)]) -> FileResponse:
    """A file of the wheel `fastapi-offline`."""
    if name not in _ASSETS:
        raise NotFound(f"nothing is at /docs/{name}")
    return FileResponse(str(files("fastapi_offline") / "static" / name), headers={"Cache-Control": "public, max-age=86400"})
