"""Code that every part shares: settings, the Java runtime, PostgreSQL roles, API keys and run records."""
