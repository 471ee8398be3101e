"""Ports for servers that tests start in processes of their own."""

import random
import socket

# Below those from which the system gives outgoing connections theirs: between asking and listening one would be gone at times.
_FIRST, _LAST = 10_000, 30_000
# Not the seeded one: all workers would ask for the same port.
_RANDOM = random.SystemRandom()


def free_port() -> int:
    while True:
        port = _RANDOM.randint(_FIRST, _LAST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
