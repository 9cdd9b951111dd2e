#!/usr/bin/env bash
# Run once by the PostgreSQL image on an empty volume: the roles and databases that the embedded server makes itself.
set -euo pipefail

psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set=airflow_password="$AIRFLOW_DB_PASSWORD" --set=owner_password="$CONCORD_DB_PASSWORD" <<'SQL'
CREATE ROLE airflow LOGIN PASSWORD :'airflow_password';
CREATE ROLE concord_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE concord_loader NOLOGIN;
CREATE ROLE concord_analyst NOLOGIN;
CREATE DATABASE airflow OWNER airflow;
CREATE DATABASE concord OWNER concord_owner;
REVOKE ALL ON DATABASE airflow FROM PUBLIC;
REVOKE ALL ON DATABASE concord FROM PUBLIC;
GRANT CONNECT ON DATABASE concord TO concord_loader, concord_analyst;
SQL
