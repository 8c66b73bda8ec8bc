# What CFFI makes: see native.py for its types.
from typing import Any

ffi: Any
lib: Any
