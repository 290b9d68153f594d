"""Networks that describe a photo, or judge a pair."""
