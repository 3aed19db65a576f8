"""The `eventmart` command: the stack, sending events, update runs, API keys and the demo.

It sends events and requests update runs through the HTTP API.
"""
