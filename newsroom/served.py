"""`newsroom.wsgi` for a worker of quickstart's server. Must differ from it only in how it is stopped."""

import signal

from newsroom.wsgi import application

__all__ = ["application"]

# Ctrl-C reaches the parent too, which then tells its workers to stop; a worker that gets both at once hangs
# in its own signal handler (granian 2.8).
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
