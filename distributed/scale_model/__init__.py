"""What many photos cost: measured on small runs, told of larger ones by a model, and the model checked."""
