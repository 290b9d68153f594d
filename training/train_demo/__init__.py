"""What make train-demo runs; no part of what pip installs."""
