"""The demo's world: made-up reports with a known truth, and real servers on loopback that deliver them."""
