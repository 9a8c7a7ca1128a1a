"""The process that trains: `python -m bot.training_job FOLDER NAME`, in the project.

Started by `bot.training`, which keeps its output and judges its result.
"""

import sys
from pathlib import Path

from bot.runtime import lean


def main(folder: str, name: str) -> int:
    """Train `config.yml`, the domain and `data/` into FOLDER/NAME.tar.gz."""
    lean.set_environment()
    from rasa.model_training import train  # after the environment is set

    domain = "domain.yml" if Path("domain.yml").is_file() else "domain"
    result = train(domain, "config.yml", ["data"], output=folder, fixed_model_name=name)
    return int(result.code) if result.model is None else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
