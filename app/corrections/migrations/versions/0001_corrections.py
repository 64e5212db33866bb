"""Create the table of corrections."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INDEXED = ("created", "state", "content_sha256", "vector_sha256")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "corrections",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("label", sa.Integer, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("version", sa.String(12), nullable=False),
        sa.Column("answer", sa.Integer),
        sa.Column("confidence", sa.Float),
        sa.Column("form", sa.String(8), nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.Column("vector_sha256", sa.String(64), nullable=False),
        sa.Column("bytes", sa.Integer, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("label BETWEEN -1 AND 9", name="label_is_known"),
        sa.CheckConstraint("state IN ('pending', 'accepted', 'rejected')", name="state_is_known"),
    )
    for column in INDEXED:
        op.create_index(f"ix_corrections_{column}", "corrections", [column])


def downgrade() -> None:
    """Drop the table, with all corrections."""
    op.drop_table("corrections")
