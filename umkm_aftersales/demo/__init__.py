"""The demo shop: a small seller with orders, returns, warranty claims and complaints, made through the doors of real ones."""
