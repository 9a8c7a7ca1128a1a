"""What leaving TensorFlow out saves: `python -m bench.start`, in the project.

Imports the runtime in two fresh processes, with and without `lean.prepare`, and prints
the time and the memory that each took.
"""

import subprocess
import sys

from bot.settings import PROJECT

WAYS = {
    "all of Rasa": "lean.set_environment()",
    "without TensorFlow": "assert lean.prepare(PROJECT / 'config.yml')",
}
CODE = """
import resource, time
began = time.perf_counter()
from bot.runtime import lean
from bot.settings import PROJECT
{way}
import bot.runtime.server
took = time.perf_counter() - began
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(f"{{took:.1f}} s | {{memory}} MB")
"""


def main() -> None:
    """Measure each way, the second time: the first compiles modules."""
    print("| import of the runtime | time | memory |\n| --- | --- | --- |")
    for name, way in WAYS.items():
        command = [sys.executable, "-W", "ignore", "-c", CODE.format(way=way)]
        for _ in range(2):
            done = subprocess.run(  # noqa: S603 (our own code)
                command, cwd=PROJECT, capture_output=True, text=True, check=True
            )
        print(f"| {name} | {done.stdout.strip().splitlines()[-1]} |")


if __name__ == "__main__":
    main()
