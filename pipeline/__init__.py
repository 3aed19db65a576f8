"""One update run, step by step, from the landed files to the mart: its steps, its record and its worker."""
