"""Running Concord: installing it, Airflow's environment, starting and stopping Airflow's parts."""
