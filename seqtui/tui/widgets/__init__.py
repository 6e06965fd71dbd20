"""Panes and dialog parts."""
