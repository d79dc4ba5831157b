"""Every fault that can be made: {name: play(folder, broken)}, from all modules faults_*.py that have FAULTS."""
import importlib
import pkgutil
from pathlib import Path

MODULES = [importlib.import_module(f".{found.name}", __package__) for found in pkgutil.iter_modules([str(Path(__file__).parent)])
           if found.name.startswith("faults_") and found.name not in ("faults_talk", "faults_wire")]
ALL = {name: play for module in MODULES for name, play in getattr(module, "FAULTS", {}).items()}


def make(names, folder):
    for name in names:
        for kind in ("broken", "healthy"):
            ALL[name](folder / name / kind, kind == "broken")
            print(f"{name}/{kind}:\n" + "".join(f"  {line}\n" for line in (folder / name / kind / "witness.txt").read_text().splitlines()), end="", flush=True)
