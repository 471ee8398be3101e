"""Tests that ask the admin's site which pages it has: they are registered with the addresses, so these are read first."""

from newsroom import urls

__all__ = ["urls"]
