"""The pages of the seller: front door, account, team, settings."""
