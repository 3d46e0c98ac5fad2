"""What the command ``qa eval`` calls."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from eval.checking import check_questions
from eval.corpora import BSARD_DEPTH, read_bsard, read_terms, write_corpus
from eval.costs import Cost, measure
from eval.dataset import DEFAULT_DATASET, Question, load_questions
from eval.importing import import_questions, write_questions
from eval.indexes import ensure_index
from eval.run import Options, Outcome, evaluate
from eval.systems import open_systems
from qa.errors import InputError
from qa.index.store import open_index
from qa.settings import Settings


def run(
    settings: Settings,
    dataset: Path | None = None,
    output: Path = Path("eval-results"),
    compare: Sequence[str] = (),
    fail_under: Sequence[str] = (),
    baseline: Path | None = None,
    limit: int | None = None,
    resume: bool = False,
    robustness: bool = False,
    terms: Path | None = None,
    bsard: Path | None = None,
    costs: bool = True,
    progress: bool = True,
) -> Outcome:
    """Run the benchmark and leave its files.

    :param settings: the assistant's settings; its index is built from the shipped document where it is missing.
    :param dataset: JSON-lines file of questions; None for the shipped ones.
    :param output: folder for ``results.json``, ``report.md``, ``report.html`` and ``answers/``.
    :param compare: names of systems, the first is the one the gates are about; none for the settings' preset.
    :param fail_under: gates as ``[SLICE/]METRIC=VALUE``.
    :param baseline: earlier ``results.json``: no figure of the first system may have fallen out of its interval.
    :param limit: ask only so many questions, the first ones.
    :param resume: take over the answers that an earlier run left in ``output``.
    :param robustness: also ask rule-made variants of the questions (the first system only; seven times the time).
    :param terms: ask the held-out questions of this ``terms_questions.jsonl`` instead, on a document made from it.
    :param bsard: ask the test questions of BSARD in this folder instead, on a document made from its articles.
    :param costs: open each system once more in a process of its own, to measure memory and start (:mod:`eval.costs`).
    :param progress: show bars on stderr.
    :return: results, a table for the terminal (``summary``), gates that fell, and the exit status.
    :raises QAError: one line for the user: a wrong option, question file or name, a missing model.
    """
    if sum(given is not None for given in (dataset, terms, bsard)) > 1:
        raise InputError("--dataset, --terms and --bsard exclude each other.")
    documents: tuple[Path, ...] = ()
    if terms is not None or bsard is not None:
        corpus = read_terms(terms) if terms is not None else read_bsard(bsard or Path())
        document, dataset = write_corpus(corpus, output / "corpus")
        documents = (document,)
        settings = settings.model_copy(update={"index": output / "corpus" / "index"})
    if bsard is not None:
        settings = settings.model_copy(update={"top_k": BSARD_DEPTH})
    options = Options(
        dataset=dataset or DEFAULT_DATASET,
        output=output,
        fail_under=tuple(fail_under),
        baseline=baseline,
        limit=limit,
        resume=resume,
        robustness=robustness,
        progress=progress,
        cost=partial(_cost, settings) if costs else None,
    )
    return evaluate(open_systems(list(compare) or [settings.preset], settings, documents), options)


def _cost(settings: Settings, name: str, questions: Sequence[Question]) -> Cost:
    return measure(name, settings, questions)


def check(settings: Settings, dataset: Path | None = None) -> list[str]:
    """Prove a file of questions against the indexed document.

    :param settings: the assistant's settings; its index is built from the shipped document where it is missing.
    :param dataset: JSON-lines file of questions; None for the shipped ones.
    :return: one line per fault; empty where every number exists and every quote is verbatim.
    :raises QAError: where the file cannot be read, or the index cannot be opened.
    """
    questions = load_questions(dataset or DEFAULT_DATASET)
    ensure_index(settings)
    return check_questions(questions, open_index(settings).documents)


def import_files(settings: Settings, paths: Sequence[Path], output: Path | None) -> tuple[int, list[str]]:
    """Turn spreadsheets and feedback exports into a file of questions about the indexed document.

    :param settings: the assistant's settings; its index is built from the shipped document where it is missing.
    :param paths: CSV or JSON-lines files.
    :param output: the JSON-lines file to write.
    :return: how many questions were written, and one line for each row that was left out.
    :raises QAError: where a file cannot be read or written, no output is named, or the index cannot be opened.
    """
    if output is None or output.is_dir():
        raise InputError("--import: name the file to write, as in --output questions.jsonl.")
    ensure_index(settings)
    imported = import_questions(paths, open_index(settings).documents)
    write_questions(imported.questions, output)
    return len(imported.questions), list(imported.faults)
