"""Scores and pairs, in plain Python over numpy and scipy. Imports no Django."""
