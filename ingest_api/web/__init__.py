"""The Flask application: who may call what, routes, and how answers look."""
