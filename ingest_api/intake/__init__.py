"""From the body of a request to events in their envelopes, and rejections with their reasons. It knows no Flask."""
