"""Overlaps between the work of different providers: declared joint work, the same activity, and invitations."""
