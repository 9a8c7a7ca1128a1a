"""What every room that is reached over HTTP shares: the web, the desk, the interface.

How a request is read and bounded, how often one may ask, how a refusal is raised, how
files and pages are sent. Knows none of the rooms.
"""
