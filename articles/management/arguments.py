"""What commands take on their command line."""

import argparse


def whole_number(text: str) -> int:
    """From 1 on."""
    if text.isascii() and text.isdigit() and int(text[:18]) > 0:
        return int(text[:18])
    raise argparse.ArgumentTypeError(f"expected a whole number from 1 on, found {text}")
