# Concord with Airflow, for production: one image for the api-server, scheduler, dag-processor, triggerer and workers.
FROM python:3.12-slim AS packages

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /opt/concord
COPY requirements/celery.lock requirements/installer.lock requirements/
# Everything by version and hash; --no-deps because the locks are complete (docs/decisions/0004-locks.md).
RUN python -m venv .venv \
    && .venv/bin/pip install --require-hashes --requirement requirements/installer.lock \
    && .venv/bin/uv pip install --no-cache --no-deps --require-hashes --compile-bytecode \
        --python .venv/bin/python --requirement requirements/celery.lock

FROM python:3.12-slim

RUN useradd --system --uid 50000 --create-home --home-dir /var/lib/concord concord
WORKDIR /opt/concord
COPY --from=packages /opt/concord/.venv .venv
COPY . .
RUN .venv/bin/pip install --no-build-isolation --no-deps --no-index --editable .

ENV PATH=/opt/concord/.venv/bin:$PATH \
    PYTHONPATH=/opt/concord/ops/airflow_config:/opt/concord:/opt/concord/plugins \
    CONCORD_HOME=/var/lib/concord \
    AIRFLOW_HOME=/var/lib/concord/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/concord/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/concord/plugins \
    AIRFLOW__LOGGING__BASE_LOG_FOLDER=/var/lib/concord/logs/airflow \
    AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FOLDER_PERMISSIONS=0o700 \
    AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FILE_PERMISSIONS=0o600 \
    AIRFLOW__LOGGING__COLORED_CONSOLE_LOG=False \
    AIRFLOW__CORE__LOAD_EXAMPLES=False \
    AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION=False \
    AIRFLOW__CORE__MP_START_METHOD=fork \
    AIRFLOW__CORE__EXECUTE_TASKS_NEW_PYTHON_INTERPRETER=False \
    AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL=1 \
    AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL=60 \
    AIRFLOW__USAGE_DATA_COLLECTION__ENABLED=False \
    SCARF_ANALYTICS=false \
    GX_ANALYTICS_ENABLED=False
USER concord
ENTRYPOINT ["python", "-m", "airflow"]
CMD ["version"]
