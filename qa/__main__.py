"""``python -m qa`` does what ``qa`` does."""

from qa.cli import main

main()
