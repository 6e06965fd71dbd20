"""What happened: events, the run directory, metric series. No Keras, no Textual."""
