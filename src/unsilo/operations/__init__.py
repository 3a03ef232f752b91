"""How the installation itself is: checks, metrics, and the watchdog that calls people.

Owns Trouble, the checks of `unsilo doctor` and the names of the metrics. Knows the packages below by
their models and queries; nothing below knows it. `docs/operations.md` is for those who run unsilo.
"""
