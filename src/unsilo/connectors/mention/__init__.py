"""Public posts of elsewhere that somebody brought into the inbox."""
