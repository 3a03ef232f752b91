"""A public contact form: a page of its own, which other sites may embed. Answered by mail."""
