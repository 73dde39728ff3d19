"""Parcels as the people see them who hold them in their hands."""
