"""Practice in the app, without widgets: the desk that asks and keeps, and the lines that are drawn."""
