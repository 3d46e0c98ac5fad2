"""The ``qa`` command: one group, one module a family of commands, faults as one line."""

from __future__ import annotations

import logging
import os
import sys
from typing import NoReturn

import click

from qa.commands.ask import ask
from qa.commands.browse import search, sections, show
from qa.commands.chat import chat, feedback
from qa.commands.doctor import doctor
from qa.commands.evaluate import evaluate
from qa.commands.index import index
from qa.commands.models import models
from qa.errors import QAError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="clauseqa", message="%(package)s %(version)s")
def cli() -> None:
    """Ask a numbered contract; every answer cites its clauses.

    Example: qa ask "Puis-je miner du bitcoin sur AWS ?"
    """


for command in (index, ask, search, show, sections, chat, feedback, evaluate, models, doctor):
    cli.add_command(command)


def _fail(message: str, status: int) -> NoReturn:
    """End with one line on stderr."""
    click.echo(f"qa: {' '.join(message.split())}", err=True)
    sys.exit(status)


def _quiet_libraries() -> None:
    """Keep the libraries' own bars and advice off the terminal, and keep them from calling home."""
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def _run() -> None:
    """Run the command line, turning faults into one line and a status."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _fail("stopped", 130)
    except click.ClickException as error:
        _fail(f"{error.format_message()} (see --help)", 2)
    except QAError as error:
        _fail(str(error), error.exit_status)
    except BrokenPipeError:
        # The reader of our output went away, as `qa sections | head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        _fail(f"unexpected fault ({type(error).__name__}: {error}); run again with --debug for the details", 1)


def main() -> None:
    """Run the command line: status 0 done, 2 the user's input is at fault, 1 anything else."""
    debug = "--debug" in sys.argv[1:]
    level = logging.DEBUG if debug else logging.ERROR
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    _quiet_libraries()
    if debug:
        cli.main(standalone_mode=False)
    else:
        _run()
