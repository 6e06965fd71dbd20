"""Learn, build, train and understand Keras `Sequential` models in a terminal."""

__version__ = "0.1.0"
