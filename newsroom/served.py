"""`newsroom.wsgi` for a worker of quickstart's server, behind the gateway that waits for clients in its place."""

import atexit
import os
import signal
import threading
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess

from newsroom.wsgi import application  # makes Django ready, which all else of the site needs

# isort: split
from articles import metrics
from newsroom.gateway import Gateway

gateway = Gateway(application)
metrics.watch_process(gateway.lanes_now)

# Ctrl-C reaches the parent too, which then tells its workers to stop; a worker that gets both at once hangs
# in its own signal handler (granian 2.8).
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

# The server's own threads may still be in the middle of a request; Python would stop them there, which they answer with a
# page of complaints.
atexit.register(os._exit, 0)


def _end_with(parent: BaseProcess) -> None:
    """End where the parent was killed without a chance to tell its workers: they would keep the port."""
    parent.join()
    os._exit(1)


if (_parent := parent_process()) is not None:
    threading.Thread(target=_end_with, args=(_parent,), daemon=True, name="end with the parent").start()
