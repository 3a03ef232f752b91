"""unsilo: one inbox for support, community, marketing and PR."""

__version__ = "0.1.0"
