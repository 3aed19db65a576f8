"""The `eventmart` command: the stack, sending events, update runs, the demo. It asks the API over HTTP."""
