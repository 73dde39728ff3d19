"""The form of a return, and the policy as its readers and its owner see it."""
