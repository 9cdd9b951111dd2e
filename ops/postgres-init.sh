#!/usr/bin/env bash
# Run once by the PostgreSQL image on an empty volume: the roles and databases that the embedded server makes itself.
set -euo pipefail

psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set=airflow_password="$AIRFLOW_DB_PASSWORD" --set=owner_password="$CONCORD_OWNER_PASSWORD" \
    --set=loader_password="$CONCORD_LOADER_PASSWORD" --set=analyst_password="$CONCORD_ANALYST_PASSWORD" \
    --set=answers_password="$CONCORD_ANSWERS_PASSWORD" <<'SQL'
CREATE ROLE airflow LOGIN PASSWORD :'airflow_password';
-- It makes a role for each reader and the logins of people; it may manage only roles that it is given here or made.
CREATE ROLE concord_owner LOGIN CREATEROLE PASSWORD :'owner_password';
-- It writes by COPY, which PostgreSQL refuses to a role that row security binds.
CREATE ROLE concord_loader LOGIN BYPASSRLS PASSWORD :'loader_password';
CREATE ROLE concord_analyst LOGIN PASSWORD :'analyst_password';
-- It adds what readers answer by links, and may do nothing else.
CREATE ROLE concord_answers LOGIN PASSWORD :'answers_password';
-- The groups that carry the rights of readers; each reader's role is a member of one.
CREATE ROLE concord_provider NOLOGIN;
CREATE ROLE concord_sponsor NOLOGIN;
CREATE ROLE concord_steward NOLOGIN;
CREATE ROLE concord_jurisdiction NOLOGIN;
CREATE ROLE concord_public NOLOGIN;
GRANT concord_provider, concord_sponsor, concord_analyst, concord_steward, concord_jurisdiction, concord_public
    TO concord_owner WITH ADMIN TRUE, INHERIT FALSE, SET FALSE;
-- For reports, and whoever asks by `concord sql`, Concord acts as a reader.
GRANT concord_analyst, concord_public TO concord_loader, concord_owner WITH INHERIT FALSE, SET TRUE;
-- A steward's every look is logged.
GRANT SET ON PARAMETER log_statement TO concord_owner;
CREATE DATABASE airflow OWNER airflow;
CREATE DATABASE concord OWNER concord_owner;
REVOKE ALL ON DATABASE airflow FROM PUBLIC;
REVOKE ALL ON DATABASE concord FROM PUBLIC;
GRANT CONNECT ON DATABASE concord TO concord_loader, concord_analyst, concord_answers;
SQL
