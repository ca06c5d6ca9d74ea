"""Machine code is never older than its sources, wherever it is kept."""

import os
import subprocess
import sys

from analysis.compiled import state

INNER = """
from analysis.compiled import kernel

@kernel
def inner(x: int) -> int:
    return x + {step}
"""
OUTER = """
from analysis.compiled import kernel
from inner import inner

@kernel
def outer(x: int) -> int:
    return inner(x)

if __name__ == "__main__":
    print(outer(1))
"""


def test_a_kernel_is_compiled_anew_when_one_it_calls_from_another_file_changes(tmp_path):
    shelf = tmp_path / "machine code"
    found = []
    for step in (1, 1, 7):
        sources = tmp_path / "kernels"
        sources.mkdir(exist_ok=True)
        (sources / "inner.py").write_text(INNER.format(step=step))
        (sources / "outer.py").write_text(OUTER)
        os.utime(sources / "outer.py", (1e9, 1e9))  # numba itself looks at the file of the outer kernel only
        environment = os.environ | {"NUMBA_CACHE_DIR": str(shelf), "PYTHONPATH": os.pathsep.join([str(sources), *sys.path])}
        ran = subprocess.run(
            [sys.executable, "-c", "from outer import outer; print(outer(1))"], env=environment, capture_output=True, text=True, check=True
        )
        found.append(int(ran.stdout))
    assert found == [2, 2, 8]
    assert len(list(shelf.rglob("sources-*"))) == 1


def test_state_counts_the_kernels_of_both_folders():
    found = state()
    assert found.kernels > 50
    assert 0 <= found.on_disk <= found.kernels
