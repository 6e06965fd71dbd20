"""Measures the published figures on this machine: each a limit, or a ratio within the run."""
