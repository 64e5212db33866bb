"""Tables of the corrections, as the newest revision of `app.corrections.migrations` leaves them.

The hashes tell whether two corrections are of the same drawing: of the same file or strokes, or of
what is the same to the network. A label of -1 stands for "not a digit".
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Float,
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
