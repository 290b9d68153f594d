"""Which negatives a training sees."""
