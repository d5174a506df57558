"""Stores, batches and moves of stock; what is on hand; what was recalled."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('stock_batches',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('medicine_id', sa.Uuid(), nullable=False),
    sa.Column('batch_no', sa.Text(), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.Column('cost', sa.Numeric(precision=14, scale=4), nullable=False),
    sa.Column('price', sa.Numeric(precision=14, scale=4), nullable=False),
    sa.Column('supplier', sa.Text(), nullable=False),
    sa.Column('recalled', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('recalled_because', sa.Text(), server_default='', nullable=False),
    sa.Column('first_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('cost >= 0 AND price >= 0', name=op.f('ck_stock_batches_prices')),
    sa.ForeignKeyConstraint(['medicine_id'], ['medicines.id'], name=op.f('fk_stock_batches_medicine_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_batches')),
    sa.UniqueConstraint('medicine_id', 'batch_no', name=op.f('uq_stock_batches_medicine_id_batch_no'))
    )
    op.create_index('ix_stock_batches_batch_no', 'stock_batches', [sa.literal_column('lower(batch_no)')], unique=False)
    op.create_table('stores',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('department_id', sa.Uuid(), nullable=True),
    sa.Column('soon_days', sa.Integer(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['departments.id'], name=op.f('fk_stores_department_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stores')),
    sa.UniqueConstraint('name', name=op.f('uq_stores_name'))
    )
    op.create_table('reorder_levels',
    sa.Column('store_id', sa.Uuid(), nullable=False),
    sa.Column('medicine_id', sa.Uuid(), nullable=False),
    sa.Column('level', sa.Numeric(precision=12, scale=3), nullable=False),
    sa.ForeignKeyConstraint(['medicine_id'], ['medicines.id'], name=op.f('fk_reorder_levels_medicine_id')),
    sa.ForeignKeyConstraint(['store_id'], ['stores.id'], name=op.f('fk_reorder_levels_store_id')),
    sa.PrimaryKeyConstraint('store_id', 'medicine_id', name=op.f('pk_reorder_levels'))
    )
    op.create_table('stock_levels',
    sa.Column('store_id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('quarantined', sa.Boolean(), nullable=False),
    sa.Column('medicine_id', sa.Uuid(), nullable=False),
    sa.Column('on_hand', sa.Numeric(precision=12, scale=3), nullable=False),
    sa.CheckConstraint('on_hand >= 0', name=op.f('ck_stock_levels_on_hand')),
    sa.ForeignKeyConstraint(['batch_id'], ['stock_batches.id'], name=op.f('fk_stock_levels_batch_id')),
    sa.ForeignKeyConstraint(['medicine_id'], ['medicines.id'], name=op.f('fk_stock_levels_medicine_id')),
    sa.ForeignKeyConstraint(['store_id'], ['stores.id'], name=op.f('fk_stock_levels_store_id')),
    sa.PrimaryKeyConstraint('store_id', 'batch_id', 'quarantined', name=op.f('pk_stock_levels'))
    )
    op.create_index('ix_stock_levels_medicine', 'stock_levels', ['medicine_id', 'store_id'], unique=False)
    op.create_table('stock_moves',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('store_id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('quarantined', sa.Boolean(), nullable=False),
    sa.Column('type', sa.String(length=40), nullable=False),
    sa.Column('quantity', sa.Numeric(precision=12, scale=3), nullable=False),
    sa.Column('cost', sa.Numeric(precision=14, scale=4), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('reference_type', sa.Text(), nullable=False),
    sa.Column('reference_id', sa.Uuid(), nullable=True),
    sa.Column('second_person', sa.Uuid(), nullable=True),
    sa.Column('moved_by', sa.Uuid(), nullable=False),
    sa.Column('workstation_id', sa.Uuid(), nullable=False),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('business_date', sa.Date(), nullable=False),
    sa.CheckConstraint("CASE WHEN type IN ('opening', 'receive', 'patient_return', 'transfer_in') THEN quantity > 0 WHEN type IN ('dispense', 'sale', 'supplier_return', 'transfer_out', 'expire', 'destroy') THEN quantity < 0 ELSE type IN ('adjust', 'quarantine', 'release') AND quantity <> 0 END", name=op.f('ck_stock_moves_sign')),
    sa.CheckConstraint("NOT (quarantined AND type IN ('dispense', 'sale'))", name=op.f('ck_stock_moves_not_from_quarantine')),
    sa.CheckConstraint("quarantined OR type <> 'patient_return'", name=op.f('ck_stock_moves_returned_to_quarantine')),
    sa.CheckConstraint("second_person IS DISTINCT FROM moved_by AND (second_person IS NOT NULL OR type NOT IN ('adjust', 'expire', 'destroy'))", name=op.f('ck_stock_moves_two_persons')),
    sa.CheckConstraint("type NOT IN ('adjust', 'destroy', 'quarantine', 'release') OR reason <> ''", name=op.f('ck_stock_moves_says_why')),
    sa.ForeignKeyConstraint(['batch_id'], ['stock_batches.id'], name=op.f('fk_stock_moves_batch_id')),
    sa.ForeignKeyConstraint(['moved_by'], ['employees.id'], name=op.f('fk_stock_moves_moved_by')),
    sa.ForeignKeyConstraint(['second_person'], ['employees.id'], name=op.f('fk_stock_moves_second_person')),
    sa.ForeignKeyConstraint(['store_id'], ['stores.id'], name=op.f('fk_stock_moves_store_id')),
    sa.ForeignKeyConstraint(['workstation_id'], ['workstations.id'], name=op.f('fk_stock_moves_workstation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_moves'))
    )
    op.create_index('ix_stock_moves_batch', 'stock_moves', ['batch_id', 'store_id', 'id'], unique=False)
    op.create_index('ix_stock_moves_day', 'stock_moves', ['store_id', 'business_date'], unique=False)
    op.create_index('ix_stock_moves_reference', 'stock_moves', ['reference_type', 'reference_id'], unique=False)
    op.create_table('stock_recalls',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('recalled', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('recalled_by', sa.Uuid(), nullable=False),
    sa.Column('workstation_id', sa.Uuid(), nullable=False),
    sa.Column('recalled_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['stock_batches.id'], name=op.f('fk_stock_recalls_batch_id')),
    sa.ForeignKeyConstraint(['recalled_by'], ['employees.id'], name=op.f('fk_stock_recalls_recalled_by')),
    sa.ForeignKeyConstraint(['workstation_id'], ['workstations.id'], name=op.f('fk_stock_recalls_workstation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_recalls'))
    )
    op.create_index(op.f('ix_stock_recalls_batch_id'), 'stock_recalls', ['batch_id'], unique=False)
    # Every hospital has one; it names it as it likes.
    op.execute(
        "INSERT INTO stores (id, name, kind, soon_days, is_active, version) "
        "VALUES ('00000000-0000-0000-0000-000000000001', 'Pharmacy', 'pharmacy', 90, true, 1)"
    )


def downgrade() -> None:
    op.drop_index(op.f('ix_stock_recalls_batch_id'), table_name='stock_recalls')
    op.drop_table('stock_recalls')
    op.drop_index('ix_stock_moves_reference', table_name='stock_moves')
    op.drop_index('ix_stock_moves_day', table_name='stock_moves')
    op.drop_index('ix_stock_moves_batch', table_name='stock_moves')
    op.drop_table('stock_moves')
    op.drop_index('ix_stock_levels_medicine', table_name='stock_levels')
    op.drop_table('stock_levels')
    op.drop_table('reorder_levels')
    op.drop_table('stores')
    op.drop_index('ix_stock_batches_batch_no', table_name='stock_batches')
    op.drop_table('stock_batches')
