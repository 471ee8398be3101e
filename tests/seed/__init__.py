"""Tests of the codec, `articles/seed/`."""
