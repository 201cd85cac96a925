"""The application that the server runs: static files from disk, streams from memory, pages from Django's WSGI handler.

docs/decisions/stack.md says why.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoquiz.settings")
pages = get_wsgi_application()

from django.conf import settings  # noqa: E402  # readable only once Django is set up
from servestatic import ServeStaticASGI  # noqa: E402

from scoquiz.server.bridge import PageBridge, add_static_headers  # noqa: E402
from scoquiz.server.event_streams import Streams  # noqa: E402

application = Streams(
    ServeStaticASGI(
        PageBridge(
            pages,
            threads=settings.THREADS,
            apart="/admin/",
            max_body=settings.REQUEST_MAX_BYTES,
            max_body_apart=settings.ADMIN_REQUEST_MAX_BYTES,
        ),
        root=settings.STATIC_ROOT,
        prefix=settings.STATIC_URL,
        allow_all_origins=False,
        add_headers_function=add_static_headers,
    )
)
