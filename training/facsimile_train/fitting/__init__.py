"""Trainings, and the folders that keep them."""
