"""The routes. Each parses its request, calls the logic and builds the response."""
