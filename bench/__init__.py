"""Measurements of the night against its floor and a peer, all in one run."""
