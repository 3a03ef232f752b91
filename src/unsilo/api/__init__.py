"""REST API v1: its router, bearer tokens, limits, idempotency keys and the one error shape.

The endpoints are in ``<app>/api.py``, with their schemas beside them; they call the services of
their app. Nothing calls this package but ``config.urls``.
"""
