"""The demo providers' own servers: real ones, on free ports of the loopback, each usable alone in tests.

Each is a context manager; `requests_seen` counts the sockets that it accepted, so that a test can show that one was
opened; `connection()` is what an Airflow connection to it must say.
"""
