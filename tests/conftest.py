"""Fixtures many tests share; the smaller the better."""

pytest_plugins = ["tests.services"]
