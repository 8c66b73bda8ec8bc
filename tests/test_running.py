"""``python -m cffisock``: the report, and programs run on cffisock."""

from __future__ import annotations

from typing import Any

import pytest

PROGRAM = """
import os, sys
import socket, cffisock
assert socket is cffisock
print(__name__)
print(os.path.basename(__file__))
print(sys.argv[1:], os.path.basename(sys.argv[0]))
print(os.path.realpath(sys.path[0]) == os.path.realpath(os.path.dirname(os.path.abspath(__file__))))
print(sys.modules["__main__"].__dict__ is globals())
import beside
"""


@pytest.fixture
def programs(tmp_path: Any) -> Any:
    (tmp_path / "beside.py").write_text("print('beside')\n")
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").write_text("")
    (tmp_path / "package" / "__main__.py").write_text(
        "import sys, socket; print(socket.__name__, __name__, sys.argv[1:])\n"
    )
    (tmp_path / "package" / "tool.py").write_text(
        "import sys, socket; print(socket.__name__, __name__, sys.argv[1:])\n"
    )
    return tmp_path


def test_a_script(execute: Any, programs: Any) -> None:
    done = execute("run", "program.py", "a", "-b", "--run")
    assert done.stderr == ""
    assert done.stdout.split("\n")[:-1] == [
        "__main__",
        "program.py",
        "['a', '-b', '--run'] program.py",
        "True",
        "True",
        "beside",
    ]
    assert done.returncode == 0


def test_a_script_elsewhere(execute: Any, programs: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    done = execute("run", str(programs / "program.py"), cwd=tmp_path_factory.mktemp("elsewhere"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("True\nTrue\nbeside\n")


@pytest.mark.parametrize("name", ["package", "package.tool"])
def test_a_module(execute: Any, programs: Any, name: str) -> None:
    done = execute("run", "-m", name, "a", "-b")
    assert done.stderr == ""
    assert done.stdout == "cffisock __main__ ['a', '-b']\n"


def test_a_directory(execute: Any, programs: Any) -> None:
    (programs / "package" / "__init__.py").unlink()
    done = execute("run", "package", "x")
    assert done.stdout == "cffisock __main__ ['x']\n", done.stderr


@pytest.mark.parametrize(
    ("program", "status"),
    [
        ("import sys; sys.exit(7)", 7),
        ("import sys; sys.exit('a message')", 1),
        ("raise SystemExit", 0),
        ("1 / 0", 1),
        ("this is no program", 1),
        ("import os; os._exit(3)", 3),
        ("pass", 0),
    ],
)
def test_the_exit_status(execute: Any, tmp_path: Any, program: str, status: int) -> None:
    (tmp_path / "script.py").write_text(program + "\n")
    done = execute("run", "script.py")
    assert done.returncode == status
    assert ("a message" in done.stderr) is ("message" in program)
    assert ("ZeroDivisionError" in done.stderr) is ("1 / 0" in program)


def test_the_module_form_exits_too(execute: Any, programs: Any) -> None:
    (programs / "leaving.py").write_text("import sys; sys.exit(9)\n")
    assert execute("run", "-m", "leaving").returncode == 9


@pytest.mark.parametrize("arguments", [("run",), ("run", "-m"), ("nonsense",), ("run", "missing.py")])
def test_misuse(execute: Any, arguments: tuple[str, ...]) -> None:
    done = execute(*arguments)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_module(execute: Any) -> None:
    done = execute("run", "-m", "no_such_module_here")
    assert done.returncode != 0
    assert "no_such_module_here" in done.stderr


def test_the_interpreters_own_modules(execute: Any) -> None:
    done = execute("run", "-m", "json.tool", "--help")
    assert done.returncode == 0
    assert "usage" in done.stdout


def test_the_report(execute: Any) -> None:
    done = execute()
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for name in ("AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET"):
        assert name in done.stdout


def test_help(execute: Any) -> None:
    done = execute("--help")
    assert done.returncode == 0
    assert "run SCRIPT" in done.stdout


def test_what_a_program_defines_is_alive_in_its_threads(execute: Any, tmp_path: Any) -> None:
    """Functions of the program still see its globals when it has come to its end."""
    (tmp_path / "script.py").write_text(
        "import atexit, threading, time\n"
        "VALUE = 'still here'\n"
        "def show(): time.sleep(0.1); print(VALUE)\n"
        "threading.Thread(target=show).start()\n"
        "atexit.register(lambda: print(VALUE))\n"
    )
    done = execute("run", "script.py")
    assert done.stdout == "still here\nstill here\n", done.stderr


def test_pickling_what_the_program_defines(execute: Any, tmp_path: Any) -> None:
    (tmp_path / "script.py").write_text(
        "import pickle\nclass Thing: pass\nassert type(pickle.loads(pickle.dumps(Thing()))) is Thing\nprint('ok')\n"
    )
    assert execute("run", "script.py").stdout == "ok\n"


def test_future_imports_are_the_programs_own(execute: Any, tmp_path: Any) -> None:
    (tmp_path / "script.py").write_text("def f(x: int) -> int: return x\nprint(f.__annotations__['x'])\n")
    assert execute("run", "script.py").stdout == "<class 'int'>\n"
