"""Photos of a pack, in an order that reads it chunk by chunk."""
