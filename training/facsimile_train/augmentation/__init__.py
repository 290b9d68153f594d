"""Edits that make copies of a photo, harder with rising intensity."""
