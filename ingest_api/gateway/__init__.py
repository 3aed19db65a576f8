"""Between the HTTP server and Flask: bodies are read in bounded time and memory before a thread is taken."""
