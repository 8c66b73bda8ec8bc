"""Another platform's compiled half, for this machine: its structs laid out as there, its constants, and no kernel.

With it the Python half runs as it would run there, as far as no system call is needed: it is imported, and its families
encode and decode the very bytes of that platform.  Layouts and numbers come from the stored tables; every function of
the seam says ENOSYS, but for those that turn addresses into text and back, which are this machine's.

    python tests/cross/mimic.py TRIPLE FOLDER       # writes FOLDER/_native*.so
"""

from __future__ import annotations

import re
import socket
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

import build_ffi  # noqa: E402
from tests.cross import measure  # noqa: E402
from tests.cross.run import read  # noqa: E402
from tests.cross.targets import TARGETS  # noqa: E402

ENOSYS = 38


# This machine's functions, declared here because its headers would declare its structs as well.
TEXT = """
#include <errno.h>
extern int inet_aton(const char *, void *);
extern int inet_pton(int, const char *, void *);
extern const char *inet_ntop(int, const void *, char *, unsigned int);
static int64_t cs_start(void) { return 0; }
static int own_family(int family) { return family == THEIR_INET6 ? OWN_INET6 : family; }
static int cs_inet_aton(const char *text, char *packed) { return inet_aton(text, packed) != 0; }
static int cs_inet_pton(int family, const char *text, char *packed) {
    int result = inet_pton(own_family(family), text, packed);
    return result < 0 ? -errno : result;
}
static int cs_inet_ntop(int family, const char *packed, char *text, unsigned int size) {
    return inet_ntop(own_family(family), packed, text, size) ? 1 : -errno;
}
"""


def declarations(platform: str) -> str:
    return re.sub(r"/\*.*?\*/", "", build_ffi.join(platform, "*.h"), flags=re.DOTALL)


def struct(name: str, body: str, stored: dict[str, str]) -> str:
    """A struct of that platform: its fields with as much padding between them as there."""
    if "...;" not in body:
        return f"struct {name} {{{body}\n}};\n"
    size = int(stored[f"struct {name}"].split()[0])
    fields = []
    for field, suffix, declaration in re.findall(r"^ *(?=.*?(\w+)((?:\[[^\]]*\])*);)([^.;][^;]*;)", body, re.MULTILINE):
        assert suffix != "[...]" or declaration.startswith("char "), declaration
        at, width = map(int, re.findall(r"\d+", stored[f"struct {name}.{field}"].replace(",", "")))
        fields.append((at, width, declaration))
    lines, end = [], 0
    for at, width, declaration in sorted(fields):
        if at > end:
            lines.append(f"    char cs_gap_{end}[{at - end}];")
        lines.append("    " + declaration.replace("[...]", f"[{width}]"))
        end = at + width
    if size > end:
        lines.append(f"    char cs_gap_{end}[{size - end}];")
    return f"struct {name} {{\n" + "\n".join(lines) + "\n} __attribute__((packed));\n"


def structs(text: str, stored: dict[str, str]) -> str:
    """All structs of that platform, each behind those that it contains."""
    bodies = dict(re.findall(r"struct (\w+) \{(.*?)\n\};", text, flags=re.DOTALL))
    done: dict[str, str] = {}

    def add(name: str) -> None:
        if name in done or name not in bodies:
            return
        for inner in re.findall(r"struct (\w+) \w", bodies[name]):
            add(inner)
        done[name] = struct(name, bodies[name], stored)

    for name in bodies:
        add(name)
    return "".join(done.values())


def functions(text: str) -> str:
    """The seam, none of which works."""
    found = re.findall(r"^((?:[a-z]\w* |const )+\**)(cs_\w+)\(([^)]*)\);", text, flags=re.MULTILINE)
    result = ""
    for returned, name, parameters in found:
        if name.startswith("cs_inet_") or name == "cs_start":
            continue
        names = [] if parameters == "void" else re.findall(r"(\w+)(?:,|$)", parameters)
        unused = "".join(f"(void){parameter}; " for parameter in names)
        answer = "0" if "*" in returned else f"-{ENOSYS}"
        if returned.startswith("struct ") and "*" not in returned:
            answer = f"({returned}){{{answer}}}"
        result += f"static {returned}{name}({parameters}) {{ {unused}return {answer}; }}\n"
    return result


def source(triple: str, platform: str) -> str:
    """The C of the mimic."""
    stored = read(next(target for target in TARGETS if target.triple == triple))
    text = declarations(platform)
    result = "#include <stdint.h>\n#include <stddef.h>\n"
    for name in measure.types(platform):
        result += f"typedef {stored[f'type {name}']} {name};\n"
    result += structs(text, stored)
    for name in measure.seam_constants(platform):
        result += f"static const long long {name} = {stored[f'seam {name}']}LL;\n"
    result += functions(text)
    result += f"#define OWN_INET6 {socket.AF_INET6:d}\n#define THEIR_INET6 {stored['AF_INET6']}\n{TEXT}"
    table = [constant.name for constant in build_ffi.constants(platform)[1]]
    numbers = "".join(f"{stored[name]}LL, " if name in stored else "CS_ABSENT, " for name in table)
    return (
        result
        + "#define CS_ABSENT INT64_MIN\n"
        + f'static const char cs_constant_names[] = "{" ".join(table)} ";\n'
        + f"static const int64_t cs_constant_numbers[] = {{{numbers}}};\n"
        + build_ffi.version_source()
    )


def build(triple: str, folder: Path) -> None:
    """Compiles the mimic of a target into a folder, as a module called ``_native``."""
    from cffi import FFI

    platform = next(target.platform for target in TARGETS if target.triple == triple)
    ffi = FFI()
    ffi.cdef(build_ffi.join(platform, "*.h") + build_ffi.GENERATED_CDEF)
    ffi.set_source("_native", source(triple, platform), extra_compile_args=["-w"])
    ffi.compile(tmpdir=str(folder))


if __name__ == "__main__":
    build(sys.argv[1], Path(sys.argv[2]))
