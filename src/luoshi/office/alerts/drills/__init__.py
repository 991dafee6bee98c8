"""Drills (演练): a scenario of readings and people's behaviour, run in a sandbox on a fast clock, ending in a report."""
