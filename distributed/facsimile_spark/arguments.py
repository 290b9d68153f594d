"""What of a facsimile command line the driver has to know: the outputs, the inputs behind URLs, and what it can't share out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

COMMANDS = ("extract", "embed", "index", "search", "verify", "duplicates")
#: Commands that work on a set of photos of which a shard needs its own share alone, and their options that name other inputs.
COMMANDS_OF_PHOTOS = ("extract", "embed")
_OTHER_INPUTS = ("--model", "--preprocess", "--options")
_OUTPUTS = ("-o", "--output", "--write-candidates")
#: Options whose values are no paths, whatever lies beside them; of the model, one name isn't.
_NAMES = ("--extractor", "--ids", "--effort", "--score", "--combine", "--views", "--engine")
_MODEL_BY_NAME = ("--model", "gist")
#: Options on which no byte of an output depends.
_WITHOUT_EFFECT = ("--threads", "--progress")
_REFUSED = {
    "--shard": "facsimile-spark divides the work itself: --shards, before the command",
    "--resume": "the same command goes on from the shards that are done",
    "--html": "pages are made on one machine, of the finished groups",
}
_INDEX_CHANGES = ("add", "remove", "merge", "flann")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


class UsageError(Exception):
    """What was asked for can't be done, whatever the photos are."""


def is_url(text: str) -> bool:
    """Whether fsspec reads it; all else is a path that every worker sees."""
    return _URL.match(text) is not None


@dataclass(frozen=True)
class CommandLine:
    """A facsimile command line, its outputs apart.

    `arguments` has what was typed but the outputs, an option's value as a word of its own. `outputs` are those options
    with their values; the first is that of `-o`.
    """

    command: str
    arguments: tuple[str, ...]
    outputs: tuple[tuple[str, str], ...]

    @staticmethod
    def parse(words: Sequence[str]) -> CommandLine:
        """Raises UsageError where there is no such command, no output, or an option that only one machine can obey."""
        command, typed = (words[0], list(words[1:])) if words else ("", [])
        if command not in COMMANDS:
            raise UsageError(f'"{command}" is none of {", ".join(COMMANDS)}')
        if command == "index" and typed[:1] and typed[0] in _INDEX_CHANGES:
            raise UsageError(f"index {typed[0]} is for one machine")
        arguments: list[str] = []
        outputs: list[tuple[str, str]] = []
        rest = iter(_divided(typed))
        for word in rest:
            if word in _REFUSED:
                raise UsageError(f"{word}: {_REFUSED[word]}")
            if word not in _OUTPUTS:
                arguments.append(word)
                continue
            value = next(rest, None)
            if value is None:
                raise UsageError(f"{word} needs a value")
            outputs.append(("-o" if word == "--output" else word, value))
        outputs.sort(key=lambda output: output[0] != "-o")
        if [name for name, _ in outputs].count("-o") != 1:
            raise UsageError("one output is needed: -o")
        names = [value.rstrip("/").rpartition("/")[2] for _, value in outputs]
        if len(set(names)) < len(names):
            raise UsageError(f"two outputs are called {names[0]}")
        return CommandLine(command, tuple(arguments), tuple(outputs))

    @property
    def photo_set(self) -> str | None:
        """The URL of the photos to work on, where each shard needs its own of them alone."""
        if self.command not in COMMANDS_OF_PHOTOS:
            return None
        pairs = zip(("", *self.arguments), self.arguments, strict=False)
        return next((word for before, word in pairs if is_url(word) and before not in _OTHER_INPUTS), None)

    @property
    def urls(self) -> tuple[str, ...]:
        """Inputs behind URLs, each once."""
        return tuple(dict.fromkeys(word for word in self.arguments if is_url(word)))

    @property
    def paths(self) -> tuple[str, ...]:
        """Words that may be paths of inputs, each once."""
        return tuple(
            dict.fromkeys(
                word
                for before, word in zip(("", *self.arguments), self.arguments, strict=False)
                if not is_url(word)
                and not word.startswith("-")
                and before not in _NAMES
                and (before, word) != _MODEL_BY_NAME
            )
        )

    @property
    def has_threads(self) -> bool:
        """Whether the number of threads was given."""
        return "--threads" in self.arguments

    def value(self, option: str) -> str | None:
        """The value of an option; None where it isn't given."""
        places = [place for place, word in enumerate(self.arguments[:-1]) if word == option]
        return self.arguments[places[-1] + 1] if places else None

    @property
    def with_effect(self) -> list[str]:
        """The arguments that outputs depend on."""
        kept: list[str] = []
        words = iter(self.arguments)
        for word in words:
            if word in _WITHOUT_EFFECT:
                next(words, None)
            elif word not in ("--quiet", "--json"):
                kept.append(word)
        return kept


def _divided(words: Sequence[str]) -> list[str]:
    """`--name=value` as two words, but for a value that would be taken for an option; so `-oVALUE`."""
    divided: list[str] = []
    for word in words:
        name, equals, value = word.partition("=")
        if word.startswith("--") and equals and not value.startswith("-"):
            divided += [name, value]
        elif word.startswith("-o") and len(word) > 2:
            divided += ["-o", word[2:]]
        else:
            divided.append(word)
    return divided
