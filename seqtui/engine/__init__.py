"""Keras at work. Importing this loads neither TensorFlow nor Keras."""
