"""The team's pages about orders, customers and products."""
