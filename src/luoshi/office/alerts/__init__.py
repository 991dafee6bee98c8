"""Respond (应急): readings, alerts and their life, calls until somebody answers, measures, reports, drills."""
