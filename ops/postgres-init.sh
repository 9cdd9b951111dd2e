#!/usr/bin/env bash
# Run once by the PostgreSQL image on an empty volume: the roles and databases that the embedded server makes itself.
set -euo pipefail

psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set=airflow_password="$AIRFLOW_DB_PASSWORD" --set=owner_password="$CONCORD_OWNER_PASSWORD" \
    --set=loader_password="$CONCORD_LOADER_PASSWORD" --set=analyst_password="$CONCORD_ANALYST_PASSWORD" <<'SQL'
CREATE ROLE airflow LOGIN PASSWORD :'airflow_password';
CREATE ROLE concord_owner LOGIN PASSWORD :'owner_password';
-- It writes by COPY, which PostgreSQL refuses to a role that row security binds.
CREATE ROLE concord_loader LOGIN BYPASSRLS PASSWORD :'loader_password';
CREATE ROLE concord_analyst LOGIN PASSWORD :'analyst_password';
-- For reports, and whoever asks by `concord sql`, it acts as an analyst.
GRANT concord_analyst TO concord_loader, concord_owner WITH INHERIT FALSE, SET TRUE;
CREATE DATABASE airflow OWNER airflow;
CREATE DATABASE concord OWNER concord_owner;
REVOKE ALL ON DATABASE airflow FROM PUBLIC;
REVOKE ALL ON DATABASE concord FROM PUBLIC;
GRANT CONNECT ON DATABASE concord TO concord_loader, concord_analyst;
SQL
