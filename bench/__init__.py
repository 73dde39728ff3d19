"""The measurements: CPU time of server and database together, on real servers with real data."""
