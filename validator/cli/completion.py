"""`mergegate completion`: the script by which a shell asks us how a line may go on."""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, add_completion_class, get_completion_class

PROGRAM, VARIABLE = "mergegate", "_MERGEGATE_COMPLETE"


@add_completion_class
class Bash(BashComplete):
    """click's own, but for words with "=", which bash takes apart, and for bash as old as that of macOS."""

    source_template = r"""%(complete_func)s() {
    local type value
    COMPREPLY=()
    while IFS=, read -r type value; do
        case $type in
            dir) compopt -o dirnames 2>/dev/null ;;
            file) compopt -o default 2>/dev/null ;;
            plain)
                COMPREPLY+=("$value")
                if [[ $value == *= ]]; then compopt -o nospace 2>/dev/null; fi ;;
        esac
    done < <(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD="$COMP_CWORD" %(complete_var)s=bash_complete \
        "$1" 2>/dev/null)
}

complete -o nosort -F %(complete_func)s %(prog_name)s 2>/dev/null ||
    complete -F %(complete_func)s %(prog_name)s
"""

    def source(self) -> str:
        """The script; unlike click's, without asking the bash on PATH for its version."""
        return self.source_template % self.source_vars()

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one to be completed, and that one, put together again."""
        words, incomplete = super().get_completion_args()
        joined: list[str] = []
        for word in [*words, incomplete]:
            if joined and (word == "=" or joined[-1].endswith("=")):
                joined[-1] += word
            else:
                joined.append(word)
        return joined[:-1], joined[-1]


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, /, shell: str) -> None:
    """Print the script that completes lines in SHELL.

    What it completes are commands and their options, rules and families, formats, references of git.

    \b
    Where shells look for it:
      bash  ~/.local/share/bash-completion/completions/mergegate
      zsh   _mergegate in a directory of fpath, before compinit runs
      fish  ~/.config/fish/completions/mergegate.fish

    \b
    For the shell that is open:
      eval "$(mergegate completion bash)"
      mergegate completion fish | source
    """
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"click knows nothing of {shell}")
    click.echo(found(ctx.find_root().command, {}, PROGRAM, VARIABLE).source(), nl=False)
