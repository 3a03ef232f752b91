"""One folder per provider: how its messages are fetched, read and answered.

Sees the contract in channels and the ground in core, nothing else; keeps no state, touches no database.
Named only in settings.CONNECTORS: delete a folder and its line there and the rest works on.
"""
