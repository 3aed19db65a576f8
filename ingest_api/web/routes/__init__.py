"""The routes: each parses its request, calls the logic, and answers."""
