"""Tables of the corrections, as the newest revision of `app.corrections.migrations` leaves them.

The hashes tell whether two corrections are of the same drawing: of the same file or strokes, or of
what is the same to the network. A label of -1 stands for "not a digit".
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

METADATA = MetaData()

CORRECTIONS = Table(
    "corrections",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("created", String(32), nullable=False, index=True),
    Column("state", String(8), nullable=False, index=True),
    Column("label", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("version", String(12), nullable=False),
    Column("answer", Integer),
    Column("confidence", Float),
    Column("form", String(8), nullable=False),
    Column("content_sha256", String(64), nullable=False, index=True),
    Column("vector_sha256", String(64), nullable=False, index=True),
    Column("bytes", Integer, nullable=False),
    Column("vector", LargeBinary, nullable=False),
    Column("content", LargeBinary, nullable=False),
    CheckConstraint("label BETWEEN -1 AND 9", name="label_is_known"),
    CheckConstraint("state IN ('pending', 'accepted', 'rejected')", name="state_is_known"),
)

VERSIONS = Table(
    "versions",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("created", String(32), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("judgement", Text, nullable=False),
    Column("weights", LargeBinary, nullable=False),
)
"""Networks that have learnt corrections: the bytes of a model file, and its judgement in JSON."""

LEARNT = Table(
    "learnt",
    METADATA,
    Column("version", ForeignKey(VERSIONS.c.name, ondelete="CASCADE"), primary_key=True),
    Column("correction", ForeignKey(CORRECTIONS.c.id), primary_key=True, index=True),
)
"""The corrections of each version. One that is taken back takes the versions along."""

LEARNING = Table(
    "learning",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("state", String(8), nullable=False),
    Column("job", String(32), nullable=False),
    Column("started", Float, nullable=False),
    Column("problem", Text),
    Column("version", Text),
    Column("judgement", Text),
    Column("default_version", ForeignKey(VERSIONS.c.name, ondelete="SET NULL")),
)
"""One row: the state of the last learning, and the version that is the default model."""
