"""The design system: page frames, components, icons, styles and small scripts.

Owns how things look and how they answer to keys; knows no domain noun and reads no table.
Every app above builds its pages with it and registers its places in `apps.py` (see README.md).
"""
