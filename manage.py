#!/usr/bin/env python3
"""The one door: run, test, lint, lock, and every command of Django.

Any Python may open it; what is older than Estuary's is told so, and so this file is written in an
old Python's words.
"""

import os
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))


def main():
    if sys.version_info < (3, 11):
        sys.exit("Estuary needs Python 3.11 or newer; this is %d.%d." % sys.version_info[:2])
    if sys.platform == "win32":
        sys.exit("Estuary runs on Linux and macOS; on Windows, use WSL.")
    # `site` is a folder of packages, not a package: see docs/architecture.md.
    sys.path[:0] = [ROOT, os.path.join(ROOT, "site")]
    from estuary.running import verbs

    return verbs.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
