"""Reading as a job of a worker process, so that a large file delays nobody else."""

import hashlib
from dataclasses import dataclass

from planner.forecast.assumptions import default_assumptions
from planner.intake.asking import Question
from planner.intake.reading import ReadSettings, Unanswered, Understood
from planner.intake.report.quality import Quality, quality_of
from planner.intake.roster.read import Upload, read_rosters
from planner.problems import BadInput, Problem
from planner.workers import Context


@dataclass(frozen=True)
class ReadRequest:
    """Files to read, and what holds for all of them."""

    uploads: tuple[Upload, ...]
    settings: ReadSettings

    @property
    def key(self) -> str:
        """Hex digest of everything that the answer depends on."""
        digest = hashlib.sha256(repr(self.settings).encode())
        for upload in self.uploads:
            digest.update(hashlib.sha256(upload.data).digest())
            said = repr((upload.name, upload.edits)) + upload.mapping.model_dump_json()
            digest.update(said.encode("utf-8", "replace"))
        return digest.hexdigest()


@dataclass(frozen=True)
class ReadResult:
    """What came of it: a report, or open questions with what is understood so far, or problems."""

    quality: Quality | None = None
    questions: tuple[Question, ...] = ()
    files: tuple[Understood, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Step:
    """How far reading is: share done, and what is being done."""

    share: float
    doing: str


def read_job(asked: ReadRequest, context: Context) -> ReadResult:
    """Read files; whatever is wrong with them is in the answer, since an exception loses its parts on the way."""
    try:
        reading = read_rosters(asked.uploads, asked.settings, lambda share, doing: context.report(Step(share, doing)))
        return ReadResult(quality_of(reading, asked.settings.currency, default_assumptions()), files=reading.files)
    except Unanswered as waiting:
        return ReadResult(questions=waiting.questions, files=waiting.files, problems=waiting.problems)
    except BadInput as bad:
        return ReadResult(problems=bad.problems)
