"""What the user wants, as pure frozen values."""
