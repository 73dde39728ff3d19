"""The pages of a case, for the two sides of the counter."""
