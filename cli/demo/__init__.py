"""The demo: sends a realistic clickstream, updates the mart and shows it. It uses only the HTTP API."""
