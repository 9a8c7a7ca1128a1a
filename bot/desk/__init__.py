"""The agents' desk: who may in, the queue, the talk with a citizen, figures, review.

Agents are people of the service; `bot.runtime.assistant` is what answers by itself.
"""
