#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What is there for build services: parsed, held against schemas, and its shell steps executed with
the environment that the service sets; hooks of git in scratch repositories.

usage: test_ci.py KVJWK SOURCE_DIR NODE_MODULES WORK_DIR

What is not installed is named, and exit 77 says that something was left out.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

try:
    import yaml
except ImportError:
    print("python3-yaml is not installed (tools/test.sh does that)")
    sys.exit(77)

EC = {"kty": "EC", "crv": "P-256", "x": "crDHbZkpPE2FEKPwVICPV27Ifmycvn_6eX0f4RGZq1U",
      "y": "5E-c68fbGMzIVwxWgyblEfjv46I1CokCrrUk4OuwVuk"}
BAD = {**EC, "x": EC["x"] + "="}
OUTPUTS = ["keys", "pass", "fail", "unknown", "errors", "warnings", "notes"]
problems = []
left_out = set()


def want(condition, what):
    if not condition:
        problems.append(what)
    return condition


def run(*command, **more):
    return subprocess.run([str(c) for c in command], capture_output=True, check=False, text=True,
                          **more)


class Place:
    """Where the test works: the sources, the command, and a clean environment."""

    def __init__(self, kvjwk, source, modules, work):
        self.kvjwk, self.source = pathlib.Path(kvjwk).resolve(), pathlib.Path(source).resolve()
        self.modules, self.work = pathlib.Path(modules).resolve(), pathlib.Path(work).resolve()
        self.node = shutil.which("node") or shutil.which("nodejs")
        clean = re.compile("GITHUB_|RUNNER_|GITLAB|CI_|TF_BUILD|BUILD_|AGENT_|GIT_|KVJWK|SOURCE_DATE")
        self.environment = {k: v for k, v in os.environ.items() if not clean.match(k)}
        self.environment.update(HOME=str(self.work), GIT_CONFIG_NOSYSTEM="1",
                                GIT_AUTHOR_NAME="a", GIT_AUTHOR_EMAIL="a@example.com",
                                GIT_COMMITTER_NAME="a", GIT_COMMITTER_EMAIL="a@example.com")

    def yaml(self, name):
        return yaml.safe_load((self.source / name).read_text(encoding="utf-8"))

    def validate(self, mode, name, package):
        if not self.node or not (self.modules / package).is_dir():
            left_out.add(f"{name} with {package} of npm")
            return None
        return run(self.node, self.source / "tests/npm/validate.js", mode, name, cwd=self.source,
                   env={**self.environment, "KVJWK_NODE_MODULES": str(self.modules)})

    def valid(self, mode, name, package):
        done = self.validate(mode, name, package)
        want(done is None or done.returncode == 0, f"{name}: {done and done.stdout + done.stderr}")


def repository(folder):
    """A scratch folder as a build service checks one out."""
    folder.mkdir(parents=True)
    (folder / "keys/sub folder").mkdir(parents=True)
    (folder / "keys/good.jwk").write_text(json.dumps(EC))
    (folder / "keys/sub folder/bad one.jwk").write_text(json.dumps(BAD))
    (folder / "nothing.json").write_text("[]")
    return folder


# ---- GitHub ----------------------------------------------------------------------------------------


class Action:
    """A composite action, run as the runner does: expressions, environment, files for commands."""

    def __init__(self, place):
        self.place, self.text = place, place.yaml("action.yml")

    def evaluate(self, text, inputs, outputs):
        def value(found):
            scope, *rest = found[1].split(".")
            if scope == "inputs":
                return str(inputs[rest[0]])
            return str(outputs.get(rest[0], {}).get(rest[2], ""))  # steps.ID.outputs.NAME
        return re.sub(r"\$\{\{ ([a-z.-]+) \}\}", value, text)

    def step(self, step, inputs, outputs, workspace, folder):
        files = {name: folder / f"{step['id']}-{name}" for name in ("GITHUB_OUTPUT",
                                                                   "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        script = folder / "script.sh"
        script.write_text(self.evaluate(step["run"], inputs, outputs))
        environment = {**self.place.environment, **{k: str(v) for k, v in files.items()},
                       "GITHUB_ACTIONS": "true", "CI": "true", "GITHUB_WORKSPACE": str(workspace),
                       "GITHUB_ACTION_PATH": str(self.place.source),
                       "RUNNER_TEMP": str(self.place.work), "RUNNER_OS": "Linux",
                       **{k: self.evaluate(v, inputs, outputs)
                          for k, v in step.get("env", {}).items()}}
        done = run("bash", "--noprofile", "--norc", "-eo", "pipefail", script, cwd=workspace,
                   env=environment)
        outputs[step["id"]] = dict(line.split("=", 1)
                                   for line in files["GITHUB_OUTPUT"].read_text().splitlines())
        return done, files["GITHUB_STEP_SUMMARY"].read_text()

    def run(self, workspace, **given):
        inputs = {name: about.get("default", "") for name, about in self.text["inputs"].items()}
        inputs.update({name.replace("_", "-"): value for name, value in given.items()})
        outputs = {}
        with tempfile.TemporaryDirectory() as folder:
            for step in self.text["runs"]["steps"]:
                done, summary = self.step(step, inputs, outputs, workspace, pathlib.Path(folder))
                if done.returncode != 0:
                    break
        shown = {name: self.evaluate(about["value"], inputs, outputs)
                 for name, about in self.text["outputs"].items()}
        return done, shown, summary


def test_action(place, folder):
    place.valid("action", "action.yml", "@action-validator/core")
    action = Action(place)
    want(set(action.text["inputs"]) >= {"files", "target", "policy", "fail-on", "format",
                                        "sarif-file"}, "action: inputs")
    want(set(action.text["outputs"]) >= set(OUTPUTS), "action: outputs")
    repo, command = repository(folder / "github"), str(place.kvjwk)

    done, shown, summary = action.run(repo, command=command, sarif_file="out.sarif")
    want(done.returncode == 1, f"action: exit {done.returncode}: {done.stderr}")
    want([shown[n] for n in OUTPUTS] == ["2", "1", "1", "0", "1", "0", "2"], f"action: {shown}")
    want("::error file=keys/sub folder/bad one.jwk,line=1," in done.stdout, f"action: {done.stdout}")
    want(summary.startswith("### kvjwk: 1 error in 2 keys\n"), f"action: summary {summary[:200]}")
    results = json.loads((repo / "out.sarif").read_text())["runs"][0]["results"]
    want(results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] ==
         "keys/good.jwk", "action: SARIF")

    cases = [
        ({"files": "keys/good.jwk"}, 0, "1"),
        ({"files": "keys/**/*.jwk\n"}, 1, "2"),
        ({"files": "  keys/sub folder/bad*.jwk  \n\nkeys/good.jwk"}, 1, "2"),
        ({"files": "keys/*.none"}, 3, "0"),
        ({"files": "nothing.json"}, 4, "0"),
        ({"fail_on": "never"}, 0, "2"),
        ({"fail_on": "note", "files": "keys/good.jwk"}, 1, "1"),
        ({"target": "managed-hsm", "files": "keys/good.jwk"}, 1, "1"),
        ({"format": "text"}, 1, "2"),
        ({"target": "moon"}, 2, ""),
        ({"files": "$(touch pwned)`touch pwned`;touch pwned"}, 3, "0"),
    ]
    for inputs, code, keys in cases:
        done, shown, _ = action.run(repo, command=command, **inputs)
        want(done.returncode == code and shown["keys"] == keys and shown["exit-code"] == str(code),
             f"action: {inputs}: exit {done.returncode}, {shown}: {done.stderr}")
    want(not (repo / "pwned").exists(), "action: an input was executed")

    # without a command it builds one
    done, shown, _ = action.run(repo, files="keys/good.jwk")
    want(done.returncode == 0 and shown["pass"] == "1", f"action: its own build: {done.stderr}")


# ---- Azure Pipelines -------------------------------------------------------------------------------


def test_azure(place, folder):
    template = place.yaml("ci/azure-pipelines.yml")
    want({p["name"] for p in template["parameters"]} >= {"files", "target", "failOn", "policy"},
         "azure: parameters")
    kinds = [next(k for k in ("bash", "task") if k in step) for step in template["steps"]]
    want(kinds == ["bash", "bash", "task", "task"], f"azure: steps {kinds}")
    repo = repository(folder / "azure")
    cases = [({"files": "keys"}, 1), ({"files": "keys/good.jwk"}, 0), ({"failOn": "never"}, 0),
             ({"files": "nothing.json"}, 4)]
    for number, (given, code) in enumerate(cases):
        temp = folder / f"azure-temp-{number}"
        temp.mkdir()
        parameters = {p["name"]: p["default"] for p in template["parameters"]}
        parameters.update(given, command=str(place.kvjwk))
        done = azure_steps(place, template, parameters, repo, temp)
        want(done.returncode == code, f"azure: {given}: exit {done.returncode}: {done.stderr}")
        if given == {"files": "keys"}:
            look_at_azure(place, done, temp)


def azure_steps(place, template, parameters, repo, temp):
    variables = {"Agent.TempDirectory": str(temp), "Build.SourcesDirectory": str(repo),
                 "Agent.BuildDirectory": str(repo.parent)}

    def evaluate(text):
        text = re.sub(r"\$\{\{ parameters\.(\w+) \}\}", lambda m: parameters[m[1]], text)
        return re.sub(r"\$\(([\w.]+)\)", lambda m: variables[m[1]], text)

    for step in template["steps"]:
        if "bash" not in step:
            continue
        environment = {**place.environment, "TF_BUILD": "True",
                       **{k.upper().replace(".", "_"): v for k, v in variables.items()},
                       **{k: evaluate(v) for k, v in step.get("env", {}).items()}}
        done = run("bash", "--noprofile", "--norc", "-c", evaluate(step["bash"]), env=environment,
                   cwd=evaluate(step.get("workingDirectory", str(repo))))
        if done.returncode != 0:
            break
        variables.update(re.findall(r"##vso\[task\.setvariable variable=(\w+)\](.*)", done.stdout))
    return done


def look_at_azure(place, done, temp):
    log = temp / "log"
    log.write_text(done.stdout)
    parsed = place.validate("azure", str(log), "azure-pipelines-task-lib")
    if parsed is not None and want(parsed.returncode == 0, f"azure: {parsed.stderr}"):
        issue, summary = json.loads(parsed.stdout)
        want(issue["command"] == "task.logissue" and issue["properties"] == {
            "type": "error", "sourcepath": "keys/sub folder/bad one.jwk", "linenumber": "1",
            "columnnumber": "80", "code": "jwa-base64url-padding"}, f"azure: {issue}")
        want(summary["command"] == "task.uploadsummary" and
             pathlib.Path(summary["message"]).read_text().startswith("### kvjwk: 1 error"),
             f"azure: {summary}")
    reports = temp / "kvjwk-reports"
    want(len(ET.parse(reports / "kvjwk.xml").findall(".//failure")) == 1, "azure: JUnit")
    want(json.loads((reports / "kvjwk.sarif").read_text())["version"] == "2.1.0", "azure: SARIF")


# ---- GitLab ----------------------------------------------------------------------------------------


def test_gitlab(place, folder):
    job = place.yaml("ci/gitlab.yml")["kvjwk"]
    want(set(job["artifacts"]["reports"]) == {"codequality", "junit"}, "gitlab: reports")
    runner = place.modules / "gitlab-ci-local/src/index.js"
    if not place.node or not runner.is_file():
        left_out.add("ci/gitlab.yml with gitlab-ci-local of npm")
        return
    repo = repository(folder / "gitlab")
    (repo / "ci").mkdir()
    template = (place.source / "ci/gitlab.yml").read_text()
    (repo / "ci/gitlab.yml").write_text(template)
    (repo / ".gitlab-ci.yml").write_text("include:\n  - local: ci/gitlab.yml\n"
                                         "variables:\n  KVJWK_FILES: keys\n")
    git(place, repo, "init", "-q", "-b", "main")
    git(place, repo, "remote", "add", "origin", "git@gitlab.example.com:group/project.git")
    git(place, repo, "add", "-A")
    git(place, repo, "commit", "-qm", "all")
    path = f"{place.kvjwk.parent}:{place.environment['PATH']}"
    environment = {**place.environment, "PATH": path, "GITLAB_CI": "true"}
    done = run(place.node, runner, "--list", cwd=repo, env=environment)  # reads the schema, too
    want(done.returncode == 0 and "kvjwk" in done.stdout, f"gitlab: {done.stdout}{done.stderr}")
    (repo / "ci/gitlab.yml").write_text(template.replace("  image: $KVJWK_IMAGE\n", ""))
    done = run(place.node, runner, "kvjwk", cwd=repo, env=environment)
    said = done.stdout + done.stderr
    want(done.returncode == 1 and "[jwa-base64url-padding]" in said, f"gitlab: {said}")
    for name in ("gl-code-quality-report.json", "kvjwk.xml"):
        if not want((repo / name).is_file(), f"gitlab: no {name}: {said}"):
            return
    items = json.loads((repo / "gl-code-quality-report.json").read_text())
    want("keys/sub folder/bad one.jwk" in {i["location"]["path"] for i in items}, f"gitlab: {items}")


# ---- git -------------------------------------------------------------------------------------------


def git(place, repo, *arguments, **more):
    return run("git", *arguments, cwd=repo, env={**place.environment, **more})


def hooked(place, folder, name):
    repo = folder / name
    repo.mkdir()
    git(place, repo, "init", "-q", "-b", "main")
    return repo


def commits(place, repo, **more):
    done = git(place, repo, "commit", "-qm", "x", **more)
    return done.returncode == 0, done.stdout + done.stderr


def test_git_hook(place, folder):
    repo = hooked(place, folder, "hook")
    hook = repo / ".git/hooks/pre-commit"
    shutil.copy(place.source / "ci/git-pre-commit.sh", hook)
    hook.chmod(0o755)
    more = {"KVJWK": str(place.kvjwk)}
    (repo / "a.txt").write_text("a")
    git(place, repo, "add", "-A")
    want(commits(place, repo, **more)[0], "hook: a commit without keys was refused")
    (repo / ".hidden").mkdir()
    (repo / ".hidden/k y.jwk").write_text(json.dumps(BAD))
    git(place, repo, "add", "-A")
    done, said = commits(place, repo, **more)
    want(not done and ".hidden/k y.jwk:1:" in said and "[jwa-base64url-padding]" in said,
         f"hook: a bad key was committed: {said}")
    # what counts is what is staged
    (repo / ".hidden/k y.jwk").write_text(json.dumps(EC))
    want(not commits(place, repo, **more)[0], "hook: the working tree was looked at")
    git(place, repo, "add", "-A")
    (repo / ".hidden/k y.jwk").write_text("no JSON")
    done, said = commits(place, repo, **more)
    want(done, f"hook: a good key was refused: {said}")
    (repo / "hsm.jwks").write_text(json.dumps({"keys": [EC]}))
    git(place, repo, "add", "hsm.jwks")
    want(not commits(place, repo, KVJWK_OPTIONS="--target managed-hsm", **more)[0],
         "hook: options are not used")


def test_pre_commit(place, folder):
    hooks = place.yaml(".pre-commit-hooks.yaml")
    for hook in hooks:
        want({"id", "name", "entry", "language"} <= set(hook), f"pre-commit: {hook}")
    if not shutil.which("pre-commit"):
        left_out.add(".pre-commit-hooks.yaml with pre-commit")
        return
    done = run("pre-commit", "validate-manifest", place.source / ".pre-commit-hooks.yaml",
               env=place.environment)
    want(done.returncode == 0, f"pre-commit: {done.stdout}{done.stderr}")
    maker = hooked(place, folder, "maker")
    shutil.copy(place.source / ".pre-commit-hooks.yaml", maker)
    git(place, maker, "add", "-A")
    git(place, maker, "commit", "-qm", "hooks")
    head = git(place, maker, "rev-parse", "HEAD").stdout.strip()
    repo = hooked(place, folder, "framework")
    (repo / ".pre-commit-config.yaml").write_text(yaml.safe_dump(
        {"repos": [{"repo": str(maker), "rev": head, "hooks": [{"id": "kvjwk"}]}]}))
    path = f"{place.kvjwk.parent}:{place.environment['PATH']}"
    done = run("pre-commit", "install", cwd=repo, env=place.environment)
    want(done.returncode == 0, f"pre-commit: {done.stdout}{done.stderr}")
    (repo / "package.json").write_text("{}")
    (repo / "bad.jwk").write_text(json.dumps(BAD))
    git(place, repo, "add", "-A")
    done, said = commits(place, repo, PATH=path)
    want(not done and "bad.jwk:1:" in said, f"pre-commit: a bad key was committed: {said}")
    (repo / "bad.jwk").write_text(json.dumps(EC))
    git(place, repo, "add", "-A")
    done, said = commits(place, repo, PATH=path)
    want(done, f"pre-commit: a good key was refused: {said}")


# ---- the image -------------------------------------------------------------------------------------


def test_docker(place, folder):
    place.valid("dockerfile", "Dockerfile", "dockerfile-utils")
    if not shutil.which("docker") or run("docker", "info").returncode != 0:
        left_out.add("the Dockerfile: no docker daemon answers")
        return
    done = run("docker", "build", "-q", "-t", "kvjwk:test", place.source)
    if not want(done.returncode == 0, f"docker: {done.stderr[-800:]}"):
        return
    (folder / "k.jwk").write_text(json.dumps(BAD))
    (folder / "k.jwk").chmod(0o644)
    done = run("docker", "run", "--rm", "--network", "none", "-v", f"{folder}:/src:ro",
               "kvjwk:test", "check", "k.jwk")
    want(done.returncode == 1 and "[jwa-base64url-padding]" in done.stdout, f"docker: {done.stdout}")
    run("docker", "image", "rm", "-f", "kvjwk:test")


def main():
    place = Place(*sys.argv[1:])
    place.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name).resolve()
        for test in (test_action, test_azure, test_gitlab, test_git_hook, test_pre_commit,
                     test_docker):
            before = len(problems)
            test(place, folder)
            print(f"{test.__name__}: {'ok' if len(problems) == before else 'FAILED'}", flush=True)
    for problem in problems:
        print(f"FAILED: {problem}")
    for what in sorted(left_out):
        print(f"left out: {what}")
    # a daemon is nothing that tools/test.sh could install
    missing = {w for w in left_out if "docker" not in w}
    sys.exit(1 if problems else 77 if missing else 0)


if __name__ == "__main__":
    main()
