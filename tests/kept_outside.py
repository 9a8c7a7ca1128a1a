"""What is measured and compared but kept outside the repository: the folder `EVAL_DIR`.

Without it the tests that need it are skipped, except in CI, where they fail.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

CASES = "cases_dev.yml"


def folder(names: Sequence[str]) -> Path:
    """The folder, which has to hold files of these names."""
    said = os.environ.get("EVAL_DIR", "").strip()
    if not said:
        sentence = "EVAL_DIR is not set: what is kept outside is not there."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    missing = [name for name in names if not (Path(said) / name).is_file()]
    assert not missing, f"EVAL_DIR ({said}) lacks {missing}"
    return Path(said)


def worked_cases() -> dict[str, list[dict[str, Any]]]:
    """The worked cases and the cases at a boundary, by `worked` and `boundary`."""
    path = folder([CASES]) / CASES
    content: dict[str, list[dict[str, Any]]] = yaml.load(
        path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return content
