"""What all rooms agree on, declared once: the contract, the canonical fields, code lists, places, errors."""
