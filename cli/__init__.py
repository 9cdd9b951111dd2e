"""The command line: the same functions that the DAGs call."""
