"""The program under test, as a user runs it."""

import json
import subprocess
import urllib.request


class Program:
    def __init__(self, path):
        self.path = str(path)

    def run(self, *arguments) -> str:
        done = subprocess.run([self.path, *map(str, arguments)], capture_output=True, text=True, check=False)
        # 3: some photos were skipped.
        if done.returncode not in (0, 3):
            raise RuntimeError(f"{arguments[0]} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def evaluated(self, sets, threshold) -> dict:
        errors = sets.predictions.with_suffix(".errors.csv")
        return json.loads(
            self.run("evaluate", sets.predictions, sets.truth, "--json", "--errors", errors, "--threshold", threshold))


class Inspector:
    """A running `facsimile inspect`; ends with the block."""

    # Addresses of those that were killed: what the browser hears of them afterwards is their end.
    ended: set[str] = set()

    def __init__(self, program: Program, sets, *options):
        self.process = subprocess.Popen(
            [program.path, "inspect", *map(str, sets.arguments), "--no-open", *map(str, options)],
            stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()
        if not self.address.startswith("http://127.0.0.1:"):
            raise RuntimeError(f"inspect printed no address, but {self.address!r}")
        self.base, self.token = self.address.split("/#")

    def get(self, path: str) -> bytes:
        request = urllib.request.Request(self.base + path, headers={"X-Facsimile-Token": self.token})
        with urllib.request.urlopen(request, timeout=180) as answer:
            return answer.read()

    def json(self, path: str):
        return json.loads(self.get(path))

    def kill(self):
        """As a power cut would end it."""
        self.process.kill()
        self.process.wait()
        self.ended.add(self.base)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
