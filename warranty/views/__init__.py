"""The pages of the warranty: the customers', the register's, the terms'."""
