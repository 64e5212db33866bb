"""Tables of the lab's database.

runs      one row a run: its configuration, and the status after its last event
events    numbered from 1 within a run; of the weights only the last
commands  for the training process, which removes them
"""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)

METADATA = MetaData()

RUNS = Table(
    "runs",
    METADATA,
    Column("id", String, primary_key=True),
    Column("created", String, nullable=False),
    Column("config", Text, nullable=False),
    Column("launched", Float, nullable=False),
    Column("pid", Integer),
    Column("state", String, nullable=False),
    Column("suspended", Boolean, nullable=False),
    Column("problem", Text),
    Column("epoch", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("accuracy", Float),
    Column("version", String),
    Column("finished", String),
    Column("last_event", Integer, nullable=False),
    Column("state_changes", Integer, nullable=False),
)

EVENTS = Table(
    "events",
    METADATA,
    Column("run_id", ForeignKey(RUNS.c.id, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("data", Text, nullable=False),
)

IS_WEIGHTS = text("name = 'weights'")
Index("weights_of_run", EVENTS.c.run_id, unique=True, sqlite_where=IS_WEIGHTS)

COMMANDS = Table(
    "commands",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("run_id", ForeignKey(RUNS.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("command", String, nullable=False),
)
