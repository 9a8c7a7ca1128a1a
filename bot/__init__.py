"""How people reach the assistant: Rasa's runtime, channels, pages, command line.

Nobody imports this package; it may import actions, advice and records.
"""
