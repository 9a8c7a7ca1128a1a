"""Search: the entries of the knowledge that fit a free text best.

For what no intent names clearly, and for the list of questions on the web. Knows
nothing of Rasa, channels and the clock; how a text is cut into words is given to it.
"""

from search.index import Hit, Index, build
from search.ranking import CONCEPT, Tokenise

__all__ = ["CONCEPT", "Hit", "Index", "Tokenise", "build"]
