"""How quick it is: `python -m benchmarks.api` and its fellows (docs/measured.md). Each prints one line of JSON last."""
