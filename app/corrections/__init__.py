"""Corrections: drawings that somebody labelled, kept with their consent.

    browser, program -> app/routes/corrections -> service -> store -> SQLite or PostgreSQL

One request is one transaction, so a process that is killed loses at most the request in flight. A
correction from this machine is accepted at once, unless another one of the same drawing has a
different label; one from elsewhere waits until somebody on this machine accepts or rejects it.

    store        transactions; their statements are in queries and version_store
    tables       the tables, as the newest migration leaves them
    migrations/  Alembic's revisions, which the first use of the database applies
"""
