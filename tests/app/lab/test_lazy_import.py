"""SQLAlchemy takes longer to import than the service to start; it is imported on first use."""

import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
import sys
from pathlib import Path
from fastapi.testclient import TestClient
from app.main import create_app
from app.settings import Settings

weights_dir, lab_dir = map(Path, sys.argv[1:])
app = create_app(Settings(weights_dir=weights_dir, lab_dir=lab_dir))
with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50_000)) as client:
    for path in ("/lab", "/lab/runs", "/models", "/lab/runs/r-00000000", "/train"):
        client.get(path)
    client.post("/predict?model=r-00000000", json={"pixels": [0.5] * 784})
print("sqlalchemy" in sys.modules)
"""


def imports_sqlalchemy(weights_dir: Path, lab: Path) -> bool:
    command = [sys.executable, "-c", CODE, str(weights_dir), str(lab)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {"True\n": True, "False\n": False}[done.stdout]


def test_service_with_an_unused_lab_does_not_import_sqlalchemy(weights_dir, tmp_path):
    assert not imports_sqlalchemy(weights_dir, tmp_path / "lab")
    assert not (tmp_path / "lab").exists()


@pytest.mark.slow
def test_service_with_runs_imports_sqlalchemy(weights_dir, tmp_path):
    (tmp_path / "r-0123abcd").mkdir()
    (tmp_path / "r-0123abcd" / "plan.json").touch()
    assert imports_sqlalchemy(weights_dir, tmp_path)
