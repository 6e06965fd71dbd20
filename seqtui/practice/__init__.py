"""Practice: questions about Keras that Keras grades, and a schedule that makes them stick.

The bank and the schedule need neither TensorFlow nor Textual; generators and graders ask the engine, late.
"""
