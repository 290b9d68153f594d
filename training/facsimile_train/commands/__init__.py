"""A command a file: its options, and what they start."""
