"""The update run: its steps from the landed files to the mart, and the worker that performs them."""
