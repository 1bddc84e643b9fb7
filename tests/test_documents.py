"""What the documents say about the program is what the program says about itself."""

from pathlib import Path

from leakguard.cli.environment import VARIABLES

ROOT = Path(__file__).parent.parent


def test_the_table_of_environment_variables_is_the_declared_one() -> None:
    rows = [line for line in (ROOT / "CONTRIBUTING.md").read_text("utf-8").splitlines() if line.startswith("| `LEAKGUARD_")]
    assert rows == [f"| `{name}` | {meaning} |" for name, meaning in VARIABLES.items()]
