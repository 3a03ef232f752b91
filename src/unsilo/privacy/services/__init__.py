"""Every write of privacy, a verb function each, by noun."""
