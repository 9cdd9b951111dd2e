"""The sources: one module a transport, on Airflow's hooks and connections; bytes and a receipt, and no schema."""
