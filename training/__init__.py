"""Makes the weights in src/unsilo/triage/reader/weights; see README.md. Not part of the package."""
