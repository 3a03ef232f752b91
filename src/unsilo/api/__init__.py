"""REST API v1: router, bearer tokens, one error shape. Endpoints call the services of the apps."""
