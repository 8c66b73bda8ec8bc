"""What CFFI makes: see `cffisock.native` for its types."""

from typing import Any

ffi: Any
lib: Any
