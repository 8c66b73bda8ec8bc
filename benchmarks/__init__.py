"""The same operations on the interpreter's own ``socket`` and on cffisock: ``python -m benchmarks``."""
