"""Write the types of the API's schemas for the page scripts: static/js/lib/api_types.d.ts.

    .venv/bin/python tools/api_types.py            # write the file
    .venv/bin/python tools/api_types.py --check    # fail if it is not up to date

Needs node_modules (npm ci). The file is used by the type checker alone; no page loads it.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from app.main import create_app

ROOT = Path(__file__).parent.parent
GENERATOR = ROOT / "node_modules" / ".bin" / "openapi-typescript"
TYPES = ROOT / "static" / "js" / "lib" / "api_types.d.ts"


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the types of the API's schemas.")
    parser.add_argument("--check", action="store_true", help="fail if the file is not up to date")
    arguments = parser.parse_args()

    types = generate_types()
    if not arguments.check:
        TYPES.write_text(types, encoding="utf-8")
    elif TYPES.read_text(encoding="utf-8") != types:
        print(f"{TYPES.relative_to(ROOT)} is not up to date: run tools/api_types.py")
        return 1
    return 0


def generate_types() -> str:
    """Return TypeScript types of all schemas in the OpenAPI description."""
    description = create_app().openapi()
    schemas = without_text(description["components"]["schemas"])
    description |= {"paths": {}, "components": {"schemas": schemas}}
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "openapi.json", Path(folder) / "types.d.ts"
        source.write_text(json.dumps(description), encoding="utf-8")
        options = ["--root-types", "--root-types-no-schema-prefix", "--output", target]
        subprocess.run(
            [GENERATOR, source, *options],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return target.read_text(encoding="utf-8")


def without_text(schema: Any) -> Any:
    """Drop titles and descriptions, so that the types change only with the shape of a reply."""
    if isinstance(schema, list):
        return [without_text(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: without_text(value)
        for key, value in schema.items()
        if not (key in ("title", "description") and isinstance(value, str))
    }


if __name__ == "__main__":
    sys.exit(main())
