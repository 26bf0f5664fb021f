import json
import re
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
APPLICATION = ("web", "worker", "beat")
# Settings that only a demo sets, or that the image fixes when static files are collected.
NOT_FOR_COMPOSE = {
    "DEMO",
    "DEMO_ACCOUNTS",
    "MAILBOX_DIR",
    "STATIC_ROOT",
    "STATIC_STORAGE",
    "DATABASE_OWNER_URL",
}
COMPOSE_ONLY = {"POSTGRES_PASSWORD", "WEB_PORT", "WEB_WORKERS"}


def settings_read() -> set[str]:
    text = (ROOT / "mentorship" / "settings.py").read_text()
    return set(re.findall(r"env\.(?!read_env)\w+\(\s*\"([A-Z_]+)\"", text))


def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def dockerfile() -> list[str]:
    """The instructions, continuation lines joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def test_env_example_documents_exactly_what_is_read():
    read = settings_read()
    assert {"SECRET_KEY", "DATABASE_URL", "TRUST_PROXY"} <= read
    assert set(example()) == read | COMPOSE_ONLY


def test_env_example_explains_every_variable():
    explained = False
    for line in (ROOT / ".env.example").read_text().splitlines():
        if line.startswith("#"):
            explained = True
        elif not line:
            explained = False
        else:
            assert explained, line


def test_env_example_names_two_roles():
    values = example()
    owner, application = values["DATABASE_OWNER_URL"], values["DATABASE_URL"]
    assert owner.startswith("postgresql://throughline_owner:")
    assert application.startswith("postgresql://throughline_app:")
    assert values["POSTGRES_PASSWORD"] in owner


def test_compose_has_the_services_of_production(compose):
    assert set(compose["services"]) == {"db", "redis", "migrate", *APPLICATION}
    assert compose["services"]["db"]["image"] == "postgres:17"
    assert "--appendonly" in compose["services"]["redis"]["command"]
    assert set(compose["volumes"]) == {"database", "redis"}


@pytest.mark.parametrize("name", ["db", "redis", *APPLICATION])
def test_service_restarts_and_has_a_health_check(compose, name):
    service = compose["services"][name]
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
    assert len(service["healthcheck"]["test"]) >= 2


@pytest.mark.parametrize("name", APPLICATION)
def test_running_application_never_holds_the_owners_secrets(compose, name):
    service = compose["services"][name]
    assert "env_file" not in service
    held = yaml.safe_dump(service)
    assert "DATABASE_OWNER_URL" not in held
    assert "POSTGRES_PASSWORD" not in held
    assert service["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_migrate_runs_once_as_the_owner(compose):
    service = compose["services"]["migrate"]
    assert service["command"] == ["python", "manage.py", "prepare_database"]
    assert "DATABASE_OWNER_URL" in service["environment"]
    assert service["restart"] == "no"
    assert service["depends_on"] == {"db": {"condition": "service_healthy"}}


@pytest.mark.parametrize("name", ["migrate", *APPLICATION])
def test_service_gets_every_setting(compose, name):
    assert settings_read() - NOT_FOR_COMPOSE <= set(compose["services"][name]["environment"])


def test_worker_takes_every_queue(compose):
    command = compose["services"]["worker"]["command"]
    assert "--queues=default,delivery,match,report" in command


def test_only_the_web_server_is_reached_and_only_from_this_host(compose):
    ports = {
        name: service["ports"]
        for name, service in compose["services"].items()
        if "ports" in service
    }
    assert list(ports) == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in ports["web"])


def test_compose_uses_only_documented_variables():
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert used <= set(example())


def test_health_check_of_web_is_a_program_that_compiles(compose, dockerfile):
    checks = [compose["services"]["web"]["healthcheck"]["test"]]
    line = next(line for line in dockerfile if line.startswith("HEALTHCHECK"))
    checks.append(["CMD", *json.loads(line.partition("CMD ")[2])])
    for check in checks:
        assert check[:3] == ["CMD", "python", "-c"]
        assert "/healthz" in check[3]
        compile(check[3], "healthcheck", "exec")


def test_compose_reads_the_file_and_one_service_alone_holds_the_owner(compose, tmp_path):
    services = read_by_docker(tmp_path) if has_compose() else read_by_schema(compose)
    holders = {
        name
        for name, service in services.items()
        if "DATABASE_OWNER_URL" in (service.get("environment") or {})
    }
    assert holders == {"migrate"}


def test_the_schema_refuses_what_compose_does_not_know(compose):
    web = compose["services"]["web"] | {"portz": ["80:80"]}
    with pytest.raises(jsonschema.ValidationError):
        read_by_schema(compose | {"services": compose["services"] | {"web": web}})


def has_compose() -> bool:
    if not shutil.which("docker"):
        return False
    asked = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
    return asked.returncode == 0


def read_by_docker(tmp_path: Path) -> dict:
    file = tmp_path / "env"
    file.write_text((ROOT / ".env.example").read_text().replace("SECRET_KEY=\n", "SECRET_KEY=x\n"))
    command = ["docker", "compose", "--env-file", str(file), "config", "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["services"]


def read_by_schema(compose: dict) -> dict:
    """Where no docker is: by the Compose Specification's own schema (Apache License 2.0)."""
    schema = json.loads((ROOT / "tests" / "vendor" / "compose_spec.json").read_text())
    jsonschema.Draft201909Validator(schema).validate(compose)
    return compose["services"]


def test_image_does_not_run_as_root(dockerfile):
    users = [line.split()[1] for line in dockerfile if line.startswith("USER ")]
    assert users
    assert users[-1].split(":")[0] not in ("root", "0")
    last_stage = max(number for number, line in enumerate(dockerfile) if line.startswith("FROM "))
    assert any(line.startswith("USER ") for line in dockerfile[last_stage:])


def test_image_installs_by_hash_collects_static_files_and_knows_its_health(dockerfile):
    text = "\n".join(dockerfile)
    assert "pip install --require-hashes -r requirements.txt" in text
    assert "manage.py collectstatic" in text
    assert any(line.startswith("HEALTHCHECK ") for line in dockerfile)
    assert dockerfile[-1].startswith('CMD ["granian"')


def test_image_leaves_secrets_and_state_out():
    ignored = set((ROOT / ".dockerignore").read_text().split())
    assert {".env", ".env.*", ".git", ".local", ".venv", "tests"} <= ignored


def test_files_name_no_registry_and_no_path_of_this_machine():
    for name in ("Dockerfile", "docker-compose.yml", "docs/deploy.md", ".env.example"):
        text = (ROOT / name).read_text()
        assert str(ROOT) not in text
        assert "/home/" not in text
        assert not re.search(r"(?:FROM|image:) \S+\.\S+/", text)
