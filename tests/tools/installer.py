"""Installs kustomize from the release at argv[1] with the hash argv[2]; a process of its own for tests."""

import sys
from dataclasses import replace

from validator.tools.install import install
from validator.tools.pins import PINS, Asset
from validator.tools.release import this_platform

if __name__ == "__main__":
    asset = Asset(url=sys.argv[1], sha256=sys.argv[2])
    pin = replace(PINS["kustomize"], assets={this_platform(): asset})
    sys.stdout.write(str(install(["kustomize"], progress=sys.stderr.write, pins={"kustomize": pin})[0].path))
