"""Who may do what: every address and every operation, as everybody."""
