"""An attack on signing in: when a name is locked, and whether the account's owner is ever kept out."""

import tempfile
import threading
import time
from collections import Counter
from itertools import cycle
from pathlib import Path

from tests.bench.faults.site import PASSWORD, Served, Somebody, served

SIGN_INS = 1_000
ATTACKERS = 4
HOME = "127.0.0.1"  # where the account's owner has signed in before
_ELSEWHERE = tuple(f"127.0.{third}.{fourth}" for third in range(1, 11) for fourth in range(1, 251))


def guess(port: int, address: str, password: str = "a guess") -> int:
    """Try a password from one of the addresses of this machine; return the status: 302 is signed in, 200 wrong, 429 locked."""
    attacker = Somebody(port, address)
    attacker.ask("/admin/login/")
    return attacker.ask("/admin/login/", {"username": "editor", "password": password, "next": "/admin/"}).status


def tries(site: Served) -> None:
    """From one address, ten wrong passwords and then the right one."""
    address = "127.0.0.99"
    heard = [guess(site.port, address) for _ in range(10)]
    locked = next((number for number, status in enumerate(heard, 1) if status != 200), 0)
    print(f"one address: locked at try {locked} ({heard[locked - 1]}); then the right password: ", end="")
    print(guess(site.port, address, PASSWORD))


def attack(site: Served, over: threading.Event, heard: "Counter[int]", addresses: "cycle[str]") -> None:
    while not over.is_set():
        heard[guess(site.port, next(addresses))] += 1


def sign_in_under_attack(site: Served) -> None:
    over, heard, own = threading.Event(), Counter[int](), Counter[int]()
    addresses = cycle(_ELSEWHERE)
    threads = [threading.Thread(target=attack, args=(site, over, heard, addresses)) for _ in range(ATTACKERS)]
    for thread in threads:
        thread.start()
    begun = time.monotonic()
    for _ in range(SIGN_INS):
        own[guess(site.port, HOME, PASSWORD)] += 1
    took = time.monotonic() - begun
    over.set()
    for thread in threads:
        thread.join()
    refused = SIGN_INS - own[302]
    print(
        f"{SIGN_INS} sign-ins of the owner in {took:.0f} s beside {sum(heard.values()):,} tries of {ATTACKERS} attackers"
    )
    print(
        f"  from changing addresses, answered {dict(heard)}: refused {refused} times {dict(own - Counter({302: SIGN_INS}))}"
    )


def guessing() -> None:
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "data") as site:
        assert site.somebody.sign_in().status == 302
        tries(site)
        sign_in_under_attack(site)
