"""The HTTP interface: authorization, routes and the format of responses."""
