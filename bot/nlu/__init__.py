"""Components of the language understanding: which intent, how sure, which facts.

The pure parts (lexicon, linear model, training, ranking) import neither Rasa nor
TensorFlow; the files named after a pipeline component wrap them for Rasa.
"""
