"""`python -m validator` is `mergegate`."""

from validator.cli import main

main(prog_name="mergegate")
