"""How quick it is: `python -m benchmarks.api`, `.push`, `.start`. Each prints one line of JSON last."""
