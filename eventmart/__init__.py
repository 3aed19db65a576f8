"""What every part shares: the settings, the Java runtime, and the command line."""
