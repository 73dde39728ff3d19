"""The launcher: the servers, programs and surroundings behind the commands in bin/."""
