"""What a command is, declared once: its name, its words for --help, its options, and what runs it.

The parser follows from the declaration, and so does which files a command reads and which it writes.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from planner.frozen import dataclass

if TYPE_CHECKING:
    from planner.commands.output_files import Target

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

Use = Literal["", "read", "written"]


@dataclass(frozen=True)
class Option:
    """One argument, as argparse takes it.

    use: of the file, or files, that it names. group: the title under which --help lists it. either: of the options with
    the same word here only one is accepted.
    """

    flag: str
    settings: Mapping[str, Any]
    use: Use = ""
    group: str = ""
    either: str = ""

    @property
    def kind(self) -> str:
        """Its flag without dashes, which is also the kind of the file that it names."""
        return self.flag.lstrip("-")

    @property
    def dest(self) -> str:
        """Its name in what is asked."""
        found: str = self.settings.get("dest", self.kind.replace("-", "_"))
        return found

    def paths(self, asked: argparse.Namespace) -> list[str]:
        """Files that were named by it; `-`, the standard stream, is one of them."""
        found = getattr(asked, self.dest)
        return found if isinstance(found, list) else [found] if found else []

    def needed(self, needed: bool = True) -> Option:
        """The same where it has to be given, or need not be."""
        return replace(self, settings={**self.settings, "required": needed})

    def under(self, group: str) -> Option:
        """The same, listed under this title."""
        return replace(self, group=group)

    def one_of(self, either: str) -> Option:
        """The same, beside which no other with this word is accepted."""
        return replace(self, either=either)


def option(flag: str, **settings: Any) -> Option:
    """An option, a flag or a position that names no file."""
    return Option(flag, settings)


def read_from(flag: str, words: str, **settings: Any) -> Option:
    """A file that the command reads."""
    return Option(flag, {"metavar": "FILE", "help": words, **settings}, "read")


def written_to(flag: str, words: str) -> Option:
    """A file that the command writes."""
    return Option(flag, {"metavar": "OUT", "help": words}, "written")


def json_of(what: str) -> Option:
    """The option that writes an answer as JSON."""
    return written_to("--json", f"write the {what} as JSON; - is standard output, alone")


@dataclass(frozen=True)
class Command:
    """One command. words: its line in the list of commands. run: does it and returns the exit status."""

    name: str
    words: str
    run: Callable[[argparse.Namespace], int]
    options: tuple[Option, ...] = ()
    description: str = ""
    epilog: str = ""

    def add_to(self, commands: Commands) -> None:
        """Make its parser, which leaves the command itself in what is asked."""
        parser = commands.add_parser(
            self.name,
            help=self.words,
            description=self.description or None,
            epilog=self.epilog or None,
            formatter_class=argparse.RawDescriptionHelpFormatter if "\n" in self.epilog else argparse.HelpFormatter,
        )
        places: dict[str, argparse._ActionsContainer] = {"": parser}
        for one in self.options:
            if one.either and one.either not in places:
                places[one.either] = parser.add_mutually_exclusive_group()
            if one.group not in places:
                places[one.group] = parser.add_argument_group(one.group)
            places[one.either or one.group].add_argument(one.flag, **one.settings)
        parser.set_defaults(command=self)

    def files(self, asked: argparse.Namespace, use: Use) -> Iterator[tuple[str, str]]:
        """Kind and path of each file that is read, or of each that is to be written."""
        for one in self.options:
            if one.use == use:
                yield from ((one.kind, path) for path in one.paths(asked))


def targets(asked: argparse.Namespace) -> AbstractContextManager[list[Target]]:
    """The files that a command is to write, none of them one that it reads. Raises Unwritable when entered."""
    from planner.commands.output_files import prepared

    command: Command = asked.command
    read = [path for _, path in command.files(asked, "read") if path != "-"]
    return prepared(list(command.files(asked, "written")), read)
