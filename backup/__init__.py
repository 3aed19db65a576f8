"""Backup of what nothing else follows from, and restoring it into an empty stack."""
