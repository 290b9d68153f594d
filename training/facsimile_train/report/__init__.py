"""What a training was worth, as pictures and figures."""
