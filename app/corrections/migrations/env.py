"""Alembic runs this file for each command, with the connection that `migrate` was given."""

from alembic import context

from app.corrections.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,  # in SQLite, too, as `app.database` begins transactions itself
)
with context.begin_transaction():
    context.run_migrations()
