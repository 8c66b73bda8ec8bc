"""What the compiler says of a target: which constants it has, with what numbers, and how its structs lie.

The numbers are put into arrays, compiled to assembly and read there, so that nothing of the target has to run.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import build_ffi  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

# How the assemblers of the targets spell numbers, and how many bits one has; 0 is a run of zero bytes.
DIRECTIVES = {
    ".byte": 8,
    ".short": 16,
    ".hword": 16,
    ".2byte": 16,
    ".half": 16,
    ".long": 32,
    ".word": 32,
    ".4byte": 32,
    ".quad": 64,
    ".xword": 64,
    ".dword": 64,
    ".8byte": 64,
    ".zero": 0,
    ".space": 0,
    ".skip": 0,
}
BIG_ENDIAN = ("s390x",)


def fields(body: str, outer: str = "") -> Iterator[str]:
    """The fields that a struct's body declares; those of a struct or union within it by their path."""
    at = 0
    while declared := re.compile(r"[^;{]*([;{])").match(body, at):
        at = declared.end()
        if declared[1] == "{":
            depth, start = 1, at
            while depth:
                depth += {"{": 1, "}": -1}.get(body[at], 0)
                at += 1
            name = re.compile(r"\s*(\w*)\s*;").match(body, at)
            assert name is not None, body
            if name[1]:
                yield f"{outer}{name[1]}"
            yield from fields(body[start : at - 1], f"{outer}{name[1]}." if name[1] else outer)
            at = name.end()
        elif name := re.search(r"(\w+)\s*(?:\[[^\]]*\]\s*)*;$", declared[0]):
            yield f"{outer}{name[1]}"


def members(platform: str) -> list[tuple[str, str | None]]:
    """The system's structs that CFFI is told of, and the fields of each, in order; a struct itself has no field's name.

    Those of the seam alone are left out: its two halves are compiled from one file.
    """
    text = re.sub(r"/\*.*?\*/", "", build_ffi.join(platform, "*.h"), flags=re.DOTALL)
    found: list[tuple[str, str | None]] = []
    for struct, body in re.findall(r"struct (\w+) \{(.*?)\n\};", text, flags=re.DOTALL):
        if struct.startswith("cs_") and not struct.startswith("cs_sockaddr"):
            continue
        found.append((struct, None))
        found += [(struct, field) for field in fields(body)]
    return found


def seam_constants(platform: str) -> list[str]:
    """What the seam tells Python of the system, like the size of a control message's header."""
    declared = re.findall(
        r"^static const \w+ (CS_\w+);$|^#define (CS_\w+) ", build_ffi.join(platform, "*.h"), re.MULTILINE
    )
    return [constant or macro for constant, macro in declared]


def types(platform: str) -> list[str]:
    """The integer types whose width is the system's own."""
    return re.findall(r"^typedef int\.\.\. (\w+);$", build_ffi.join(platform, "*.h"), flags=re.MULTILINE)


def source(platform: str) -> str:
    """C that holds the numbers as data.  Of Python's headers it needs the one that says what the systems shall show."""
    lines = []
    for struct, field in members(platform):
        if field is None:
            lines.append(f"    (long long)sizeof(struct {struct}),")
        else:
            lines.append(f"    (long long)offsetof(struct {struct}, {field}),")
            lines.append(f"    (long long)sizeof(((struct {struct} *)0)->{field}),")
    lines += [f"    (long long)({name})," for name in seam_constants(platform)]
    # Negative for a type that has a sign.
    lines += [f"    (({name})-1 < 0 ? -1 : 1) * (long long)sizeof({name})," for name in types(platform)]
    layouts = "\n".join(lines)
    return (
        "#include <pyconfig.h>\n"
        + build_ffi.join(platform, "*.c")
        + build_ffi.constants_source(platform)
        + "extern const int64_t *const measured_constants;\n"
        + "const int64_t *const measured_constants = cs_constant_numbers;\n"
        + f"extern const long long measured_layouts[];\nconst long long measured_layouts[] = {{\n{layouts}\n}};\n"
    )


def data(assembly: str, symbol: str, triple: str) -> list[int]:
    """The 64-bit numbers that stand behind a label."""
    _, found, rest = assembly.partition(f"\n{symbol}:")
    if not found:
        _, found, rest = assembly.partition(f"\n_{symbol}:")
    if not found:
        raise SystemExit(f"{triple}: no {symbol} in what the compiler wrote")
    order: Literal["big", "little"] = "big" if triple.startswith(BIG_ENDIAN) else "little"
    block = bytearray()
    for line in rest.splitlines()[1:]:
        words = re.split(r"[#;@]|//", line.split("\t#")[0])[0].replace(",", " ").split()
        if not words:
            continue
        bits = DIRECTIVES.get(words[0])
        if bits is None:
            break
        if bits == 0:
            block += bytes(int(words[1]))
            continue
        block += (int(words[1], 0) % 2**bits).to_bytes(bits // 8, order)
    return [int.from_bytes(block[at : at + 8], order, signed=True) for at in range(0, len(block), 8)]


def table(assembly: str, platform: str, triple: str) -> dict[str, str]:
    """What a target has, by name: constants, and structs with their fields."""
    names = [constant.name for constant in build_ffi.constants(platform)[1]]
    numbers = data(assembly, "cs_constant_numbers", triple)
    if len(numbers) != len(names):
        raise SystemExit(f"{triple}: {len(numbers)} numbers for {len(names)} constants")
    absent = -(2**63)
    found = {name: str(number) for name, number in zip(names, numbers) if number != absent}
    layouts = iter(data(assembly, "measured_layouts", triple))
    for struct, field in members(platform):
        if field is None:
            found[f"struct {struct}"] = f"{next(layouts)} bytes"
        else:
            found[f"struct {struct}.{field}"] = f"at {next(layouts)}, {next(layouts)} bytes"
    found.update((f"seam {name}", str(number)) for name, number in zip(seam_constants(platform), layouts))
    for name, size in zip(types(platform), layouts):
        found[f"type {name}"] = f"int{-8 * size}_t" if size < 0 else f"uint{8 * size}_t"
    return found
