"""ASGI middleware, and the order in which it is stacked."""
