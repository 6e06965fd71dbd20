"""What a good colleague would say, derived from values by named rules."""
