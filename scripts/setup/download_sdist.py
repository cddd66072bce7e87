"""Downloads a package's source archive into a folder and runs none of its code.

python download_sdist.py <package> <version> <folder>

`pip download` runs a source archive's code to learn its metadata. This asks pip's own finder and
session instead, which follow the same configuration (index, proxy, certificates).
"""

import pathlib
import sys

from pip._internal.commands import create_command
from pip._vendor.packaging.specifiers import SpecifierSet

package, version, folder = sys.argv[1:]
command = create_command("download")
options, _ = command.parse_args(["--no-binary=:all:", package])
with command.main_context():
    session = command.get_default_session(options)
    finder = command._build_package_finder(options, session)
    best = finder.find_best_candidate(package, SpecifierSet(f"=={version}")).best_candidate
    if best is None:
        known = finder.find_all_candidates(package)
        versions = ", ".join(sorted({str(candidate.version) for candidate in known})) or "none"
        # As pip says it.
        sys.exit(
            f"Could not find a version that satisfies the requirement {package}=={version}"
            f" (from versions: {versions})"
        )
    response = session.get(best.link.url_without_fragment, stream=True)
    response.raise_for_status()
    with open(pathlib.Path(folder) / best.link.filename, "wb") as archive:
        for chunk in response.iter_content(1 << 16):
            archive.write(chunk)
