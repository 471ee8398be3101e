"""`newsroom.wsgi` for a worker of quickstart's server. Must differ from it only in how it ends."""

import atexit
import os
import signal
import threading
import time

from newsroom.wsgi import application

__all__ = ["application"]

_EVERY = 1.0  # seconds

# Ctrl-C reaches the parent too, which then tells its workers to stop; a worker that gets both at once hangs
# in its own signal handler (granian 2.8).
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

# The server's own threads may still be in the middle of a request; Python would stop them there, which they answer with a
# page of complaints.
atexit.register(os._exit, 0)


def _end_with(parent: int) -> None:
    """End where the parent was killed without a chance to tell its workers: they would keep the port."""
    while os.getppid() == parent:
        time.sleep(_EVERY)
    os._exit(1)


threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True, name="end with the parent").start()
