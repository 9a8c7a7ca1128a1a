"""A package to pytest as well: what its fixtures start ends with its last test."""
