"""Wiring only: settings from the environment, addresses, the server. Way in: `settings`."""
