enum GitStoreWarm {}
