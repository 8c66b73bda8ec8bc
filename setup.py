"""What pyproject.toml cannot say: the compiled module, and which of its wheels serve every CPython."""

import platform
import sysconfig

from setuptools import setup

# One wheel for every CPython from 3.9 up.  PyPy and free-threaded CPython have no stable ABI.
stable_abi = platform.python_implementation() == "CPython" and not sysconfig.get_config_var("Py_GIL_DISABLED")

setup(
    cffi_modules=["build_ffi.py:ffibuilder"],
    options={"bdist_wheel": {"py_limited_api": "cp39"}} if stable_abi else {},
)
