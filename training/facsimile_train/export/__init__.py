"""Networks as facsimile runs them."""
