"""Bring the front-end libraries into the package: `make vendor` (development only, needs npm).

Each package is fetched once by `npm pack` at the version named here, and only the files named here are kept. They are
committed, so that neither an installation nor a running server ever needs node or the network.
"""

import re
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from vendor_icons import FILLED, OUTLINE

VENDOR = Path(__file__).parent.parent / "daying/desk/static/desk/vendor"

MIT = """MIT License

{copyright}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


@dataclass(frozen=True)
class Package:
    """One library: which files of its tarball are kept and under which name.

    copyright: only where the tarball carries no licence text of its own; the MIT text is then written with it.
    """

    name: str
    version: str
    licence: str
    files: dict[str, str] = field(default_factory=dict)
    texts: tuple[str, ...] = ("LICENSE",)
    copyright: str = ""


PACKAGES = [
    Package(
        "@tabler/core", "1.6.1", "MIT",
        {
            "dist/css/tabler.min.css": "tabler.min.css",
            "dist/css/tabler-vendors.min.css": "tabler-vendors.min.css",
            "dist/js/tabler.min.js": "tabler.min.js",
        },
        texts=(), copyright="Copyright (c) 2018-2026 The Tabler Authors",
    ),
    Package("htmx.org", "2.0.11", "0BSD", {"dist/htmx.min.js": "htmx.min.js"}),
    Package(
        "echarts", "6.1.0", "Apache-2.0",
        {"dist/echarts.min.js": "echarts.min.js", "i18n/langZH.js": "echarts-zh.js"},
        texts=("LICENSE", "NOTICE", "licenses/LICENSE-d3"),
    ),
    Package(
        "tom-select", "2.6.2", "Apache-2.0",
        {
            "dist/js/tom-select.complete.min.js": "tom-select.min.js",
            "dist/css/tom-select.bootstrap5.min.css": "tom-select.min.css",
        },
    ),
    Package("sortablejs", "1.15.7", "MIT", {"Sortable.min.js": "sortable.min.js"}),
    Package(
        "fullcalendar", "7.1.0", "MIT",
        {
            "all/global.js": "fullcalendar.js",
            "themes/classic/global.js": "fullcalendar-theme.js",
            "skeleton.css": "fullcalendar.css",
            "themes/classic/theme.css": "fullcalendar-theme.css",
            "themes/classic/palette.css": "fullcalendar-palette.css",
            "locales/zh-cn/global.js": "fullcalendar-zh-cn.js",
            "locales/zh-tw/global.js": "fullcalendar-zh-tw.js",
        },
        texts=("LICENSE.md",),
    ),
    Package("@tabler/icons", "3.51.0", "MIT"),
]  # fmt: skip


def main() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    (VENDOR / "licences").mkdir(parents=True)
    for package in PACKAGES:
        with tempfile.TemporaryDirectory() as folder:
            source = fetch(package, Path(folder))
            copy_files(package, source)
            if package.name == "@tabler/icons":
                copy_icons(source)
            write_licence(package, source)
        print(f"{package.name} {package.version}")
    (VENDOR / "LICENSES.md").write_text(licence_table())


def fetch(package: Package, folder: Path) -> Path:
    """Unpack the package into the folder and return where its files stand."""
    subprocess.run(["npm", "pack", f"{package.name}@{package.version}", "--silent"], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    with tarfile.open(next(folder.glob("*.tgz"))) as tarball:
        tarball.extractall(folder, filter="data")
    return folder / "package"


def copy_files(package: Package, source: Path) -> None:
    for inside, kept in package.files.items():
        (VENDOR / kept).write_text(without_source_map((source / inside).read_text()))


def without_source_map(text: str) -> str:
    """The maps are not kept, and hashed file names cannot be made while a comment still points at one."""
    return re.sub(r"(//[#@]\s*sourceMappingURL=.*|/\*[#@]\s*sourceMappingURL=.*?\*/)\s*$", "", text).rstrip() + "\n"


def copy_icons(source: Path) -> None:
    icons = VENDOR / "icons"
    icons.mkdir()
    for name in OUTLINE:
        (icons / f"{name}.svg").write_text(compact((source / f"icons/outline/{name}.svg").read_text()))
    for name in FILLED:
        (icons / f"{name}-filled.svg").write_text(compact((source / f"icons/filled/{name}.svg").read_text()))


def compact(svg: str) -> str:
    """One line, one class, and hidden from screen readers: an icon always stands beside its word."""
    svg = svg.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "")
    svg = re.sub(r"\s+", " ", svg)
    svg = re.sub(r'class="[^"]*"', 'class="icon" aria-hidden="true"', svg, count=1)
    return svg.replace("> <", "><").replace(" >", ">").replace(" />", "/>").strip() + "\n"


def write_licence(package: Package, source: Path) -> None:
    texts = [(source / name).read_text().strip() for name in package.texts]
    text = "\n\n".join(texts) or MIT.format(copyright=package.copyright).strip()
    (VENDOR / "licences" / f"{file_name(package)}.txt").write_text(text + "\n")


def licence_table() -> str:
    rows = "".join(
        f"| {p.name} | {p.version} | {p.licence} | [text](licences/{file_name(p)}.txt) |\n" for p in PACKAGES
    )
    return (
        "# Front-end libraries in this folder\n\n"
        "Written by `tools/vendor.py`; change versions there. The files are as published, but for the comments that\n"
        "point at source maps; icons are brought to one line.\n\n"
        "| package | version | licence | |\n|---|---|---|---|\n" + rows
    )


def file_name(package: Package) -> str:
    return package.name.replace("@", "").replace("/", "-").removesuffix(".org")


if __name__ == "__main__":
    main()
