"""Everything that reads the code without running it, one line a check; what failed is
shown whole.
"""

import ast
import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
APPS = ("mentorship", "programs", "matching", "tracking", "recognition")
ENV = {
    **os.environ,
    "SECRET_KEY": "check-only-" + "".join(chr(97 + n * 7 % 26) for n in range(60)),
    "DATABASE_URL": "postgresql://throughline_app@localhost/throughline",
    "REDIS_URL": "redis://localhost:6379/0",
    "PUBLIC_URL": "https://mentoring.example.org",
    "EMAIL_URL": "smtp://localhost:25",
    "DEMO": "0",
    "PYTHONWARNINGS": "ignore",
    "DJANGO_SETTINGS_MODULE": "mentorship.settings",
}
MANAGE = [sys.executable, "manage.py"]
TEMPLATES = [
    str(path)
    for path in sorted((ROOT / "templates").rglob("*.html"))
    if "elements" not in path.parts
]
# One formatter and linter for both kinds of template.
DJLINT = [str(BIN / "djlint"), "--check", "--lint", "--quiet", "templates"]
CHECKS: dict[str, list[str]] = {
    "ruff": [str(BIN / "ruff"), "check", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "."],
    "mypy": [str(BIN / "mypy"), *APPS],
    "djade": [str(BIN / "djade"), "--check", "--target-version", "5.2", *TEMPLATES],
    "djlint": DJLINT,
    "djlint, Jinja": [*DJLINT, "--extension", "jinja", "--profile", "jinja"],
    "imports": [str(BIN / "lint-imports")],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "migration linter": [sys.executable, "scripts/lint_migrations.py"],
    "translated templates": [sys.executable, "scripts/translated_templates.py"],
    "scripts": [str(BIN / "oxlint"), "static/app", "-D", "correctness", "-D", "suspicious"],
    "styles": [sys.executable, "scripts/styles.py"],
    "words": [sys.executable, "scripts/words.py"],
    "translated": [sys.executable, "scripts/translated.py"],
    "catalogues": [sys.executable, "scripts/catalogues.py"],
    "deploy": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
}
PAGES = {".html", ".jinja"}
LIMITS = {
    "function median": 8,
    "function p90": 22,
    "function max": 50,
    "file p90": 300,
    "file max": 400,
    "function characters p90": 1100,
    "file characters max": 18_000,
    "template line max": 140,
}


def run(name: str, command: list[str]) -> bool:
    done = subprocess.run(command, cwd=ROOT, env=ENV, capture_output=True, text=True, check=False)
    print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name}", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr)
    return done.returncode == 0


def sizes() -> dict[str, float]:
    """Of functions and files of the product itself, tests and migrations left out, in lines and in
    characters: what is packed into long lines counts too.
    """
    files = [p for app in APPS for p in (ROOT / app).rglob("*.py") if "migrations" not in p.parts]
    texts = [path.read_text() for path in files]
    functions = [
        ast.get_source_segment(text, node) or ""
        for text in texts
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    lines = [function.count("\n") + 1 for function in functions]
    pages = [path for path in (ROOT / "templates").rglob("*.*") if path.suffix in PAGES]
    return {
        "function median": statistics.median(lines),
        "function p90": statistics.quantiles(lines, n=10)[-1],
        "function max": max(lines),
        "function characters p90": statistics.quantiles(map(len, functions), n=10)[-1],
        "file p90": statistics.quantiles([text.count("\n") for text in texts], n=10)[-1],
        "file max": max(text.count("\n") for text in texts),
        "file characters max": max(map(len, texts)),
        "template line max": max(len(line) for p in pages for line in p.read_text().splitlines()),
    }


def check_types() -> bool:
    """What a query returns is said: a read that answers anything tells its reader nothing."""
    reads = [p for app in APPS for p in (ROOT / app).rglob("*.py") if _is_read(p)]
    bad = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in reads
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if line.endswith("-> Any:")
    ]
    print(f"{'FAIL' if bad else 'ok  '} types of queries {' '.join(bad)}")
    return not bad


def _is_read(path: Path) -> bool:
    return path.name == "queries.py" or path.parent.name == "queries"


def check_sizes() -> bool:
    found = sizes()
    good = all(found[name] <= limit for name, limit in LIMITS.items())
    words = ", ".join(f"{name} {found[name]:.0f} (≤ {limit})" for name, limit in LIMITS.items())
    print(f"{'ok  ' if good else 'FAIL'} sizes: {words}")
    return good


if __name__ == "__main__":
    results = [run(name, command) for name, command in CHECKS.items()]
    sys.exit(0 if all([*results, check_types(), check_sizes()]) else 1)
