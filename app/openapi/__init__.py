"""The OpenAPI document: schemas, request bodies, examples."""
