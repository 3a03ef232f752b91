"""Pages and parts of pages of routing."""
