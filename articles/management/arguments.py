"""Types of arguments that commands take."""

import argparse


def whole_number(text: str) -> int:
    """From 1 on."""
    if text.isascii() and text.isdigit() and int(text[:18]) > 0:
        return int(text[:18])
    raise argparse.ArgumentTypeError(f"expected a whole number from 1 on, found {text}")


def jobs(text: str) -> int:
    """How many processes; more than 256 would only wait for each other."""
    if text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= 256:
        return int(text[:4])
    raise argparse.ArgumentTypeError(f"expected a whole number from 1 to 256, found {text}")


def port(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 65_535:
        return int(text[:6])
    raise argparse.ArgumentTypeError(f"expected a port from 1 to 65535, found {text}")
