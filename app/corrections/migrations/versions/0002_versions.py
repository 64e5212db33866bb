"""Create the tables of networks that have learnt corrections."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "versions",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("judgement", sa.Text, nullable=False),
        sa.Column("weights", sa.LargeBinary, nullable=False),
    )
    version = sa.ForeignKey("versions.name", ondelete="CASCADE")
    op.create_table(
        "learnt",
        sa.Column("version", sa.Text, version, primary_key=True),
        sa.Column("correction", sa.String(32), sa.ForeignKey("corrections.id"), primary_key=True),
    )
    op.create_index("ix_learnt_correction", "learnt", ["correction"])
    default = sa.ForeignKey("versions.name", ondelete="SET NULL")
    op.create_table(
        "learning",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("job", sa.String(32), nullable=False),
        sa.Column("started", sa.Float, nullable=False),
        sa.Column("problem", sa.Text),
        sa.Column("version", sa.Text),
        sa.Column("judgement", sa.Text),
        sa.Column("default_version", sa.Text, default),
    )
    op.execute("INSERT INTO learning (id, state, job, started) VALUES (1, 'idle', '', 0)")


def downgrade() -> None:
    """Drop the tables, with all versions."""
    for name in ("learning", "learnt", "versions"):
        op.drop_table(name)
