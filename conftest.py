"""Fixtures for every test, wherever it stands."""

pytest_plugins = ["unsilo.accounts.tests.cast"]
