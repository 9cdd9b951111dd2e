"""Reports: data frozen once for an edition, pages rendered from it by pure functions."""
