"""The forms of the staff side."""
