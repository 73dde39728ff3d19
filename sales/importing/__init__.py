"""Orders from the files of marketplaces: read safely, understood by their headers, written all or none."""
