"""Stands between a site and a server that it needs, so that the server can be gone, or say nothing, and come back."""

import socket
import threading
from contextlib import suppress
from typing import Literal

Mood = Literal["there", "gone", "silent"]


class Between:
    """A port of this machine that leads to another one while it is `there`."""

    def __init__(self, port: int) -> None:
        self.leads_to = port
        self.mood: Mood = "there"
        self.open: list[socket.socket] = []
        self.server = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            client, _ = self.server.accept()
            self.open.append(client)
            if self.mood == "gone":
                client.close()
            elif self.mood == "there":
                other = socket.create_connection(("127.0.0.1", self.leads_to))
                self.open.append(other)
                for pair in ((client, other), (other, client)):
                    threading.Thread(target=self.pass_on, args=pair, daemon=True).start()

    def pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self.mood == "silent":
                    continue
                target.sendall(data)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def become(self, mood: Mood) -> None:
        """Be gone, and end what is open; or be silent, and leave it open; or be there again."""
        self.mood = mood
        if mood != "silent":
            for each in self.open:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()
            self.open.clear()
