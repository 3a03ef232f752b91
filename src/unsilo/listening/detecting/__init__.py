"""Early warning over one series of counts, a row at a time, never looking ahead.

A detector holds what a few weeks of a series look like in a bounded number of values, and says of
each new row how surprising it is. docs/detect.md tells how it decides.
"""

from unsilo.listening.detecting.detector import ALERT, Detector, Finding, Settings

__all__ = ["ALERT", "Detector", "Finding", "Settings"]
