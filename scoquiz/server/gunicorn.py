"""The set-up of gunicorn for this application, and its run inside the process that prepared the installation."""

from __future__ import annotations

import gc
import resource
import socket
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.asgi.protocol import ASGIProtocol
from gunicorn.workers import gasgi

OPTIONS = {
    "worker_class": "scoquiz.server.gunicorn.Worker",
    "preload_app": True,  # so that the workers share what is loaded
    "control_socket_disable": True,
    "loglevel": "warning",
    "proc_name": "scoquiz",
    "forwarded_allow_ips": "",  # Django alone decides what a proxy may say (HTTPS in the settings)
    # Idle connections count as open when the server stops, so this is short enough to stop in time and long enough to
    # help browsers.
    "keepalive": 5,
    "graceful_timeout": 8,
    "limit_request_line": 4094,
    "limit_request_fields": 60,
    "limit_request_field_size": 8190,
}


class Connection(ASGIProtocol):  # type: ignore[misc]  # gunicorn has no types
    """A connection that is freed some seconds after it is closed.

    gunicorn's own connection refers to itself through its parser. Then nine kilobytes of each stay until Python looks
    for such cycles, while a school opens new connections for each question.
    """

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._callback_parser = None  # gunicorn does so too when it hands a connection to another protocol
        if self._awaiting_request:
            self._request_ready.set()  # as gunicorn does when it has been idle for too long


gasgi.ASGIProtocol = Connection  # the worker has no other way to choose its protocol


class Worker(gasgi.ASGIWorker):  # type: ignore[misc]
    def handle_exit_signal(self) -> None:
        """End the streams, which never end in time by themselves; browsers come back to the next server."""
        from quizzes.live.watcher import watcher  # noqa: PLC0415  # Django is set up only now

        super().handle_exit_signal()
        watcher.end_all()


def listen(host: str, port: int) -> socket.socket:
    """Take the address before any work is done, so that a second server finds out at once. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(self, listener: socket.socket, workers: int) -> None:
        self.options = {**OPTIONS, "bind": f"fd://{listener.detach()}", "workers": workers}
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from scoquiz.asgi import application  # noqa: PLC0415  # reads the collected static files, which are ready only now

        gc.freeze()  # keeps the pages of memory that hold what is loaded shared between the workers
        return application

    def run(self) -> None:
        _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # a class keeps many connections open
        super().run()
