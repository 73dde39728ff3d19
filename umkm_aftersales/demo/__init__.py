"""The demo shop: a small seller with a hundred cases, made through the same doors as real ones."""
