"""Trace mode: what is looked at, asked of the inspection worker, and drawn as lines."""
