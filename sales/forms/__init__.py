"""What the team fills in about customers, products, orders and sales."""
