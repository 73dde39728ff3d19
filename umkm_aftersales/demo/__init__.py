"""The demo shop: a small seller with returns, warranty claims and complaints, made through the doors of real ones."""
