"""One night, stage by stage: the functions that the DAGs, the command line and the tests call alike."""
