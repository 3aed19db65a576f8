"""Turns a request body into enveloped events and rejections with reasons. Independent of Flask."""
