"""Training of copy descriptors on facsimile's packs."""

__version__ = "0.1.0"
