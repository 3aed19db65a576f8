"""The tour: a believable clickstream, sent, shaped and shown. It knows the HTTP API and nothing behind it."""
