"""Where records are kept: tables, history, load, views, migrations, and the embedded PostgreSQL server."""
