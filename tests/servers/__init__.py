"""Real mail servers for tests, started on free ports and thrown away afterwards."""
