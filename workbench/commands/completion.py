"""What the shell offers when tab is pressed after `napkin`: names of the catalogue, ids, set-ups.

Names are texts of strangers: each reaches the line so that the shell takes it for that one word,
whatever stands in it, and runs nothing.

Each tab is a process of its own, so that what an answer needs is imported where it is used.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

import click
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class

from sessions.files.problems import BadDocument
from sessions.files.safe_text import visible

if TYPE_CHECKING:
    from formulas.declare import Variable
    from sessions.catalogue.shelves import Shelf
    from sessions.document.session import Session

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]

VARIABLE = "_NAPKIN_COMPLETE"
# What to do with the script: said to a person, and run by nobody here.
SHELLS = {
    "bash": 'in ~/.bashrc: eval "$(napkin completion bash)"',
    "zsh": 'in ~/.zshrc, after compinit: eval "$(napkin completion zsh)"',
    "fish": "napkin completion fish > ~/.config/fish/completions/napkin.fish",
}


def script(shell: str) -> str:
    """The lines that teach a shell of `SHELLS` what to offer. Raises KeyError for another one."""
    how = SHELLS[shell]
    lines = _ASKING[shell](click.Group("napkin"), {}, "napkin", VARIABLE).source()
    return f"# {how}\n{lines}"


def files(_: click.Context, __: click.Parameter, start: str) -> list[CompletionItem]:
    """Files, by the shell's own means."""
    return [CompletionItem(start, type="file")]


def on_shelf(shelf: Shelf) -> Completer:
    """The names on a shelf of the catalogue."""

    def offer(_: click.Context, __: click.Parameter, start: str) -> list[CompletionItem]:
        from sessions.catalogue.catalogue import heads  # 80 ms, for names of the catalogue

        return _offered(start, [(head.name, head.title) for head in heads(shelf)])

    return offer


def tiers(_: click.Context, __: click.Parameter, start: str) -> list[CompletionItem]:
    """The tiers of weights and KV."""
    from formulas.quantity import TIERS  # 15 ms, for names of tiers

    return _offered(start, [(name, f"{size:g} byte") for name, size in TIERS.items()])


def engines(_: click.Context, __: click.Parameter, start: str) -> list[CompletionItem]:
    """Engines whose habits a set of assumptions may tell apart."""
    from sessions.document.session import ENGINES

    return _offered(start, [(name, "an engine") for name in ENGINES[1:]])


def arrivals(_: click.Context, __: click.Parameter, start: str) -> list[CompletionItem]:
    """How requests may arrive."""
    words = {
        "closed": "as many at once as in flight",
        "burst": "all at one moment",
        "rate": "so many a second",
    }
    return _offered(start, words.items())


def layouts(_: click.Context, __: click.Parameter, start: str) -> list[CompletionItem]:
    """How the cache may lie on the GPUs."""
    words = {
        "tp": "split by heads alone",
        "dcp": "by heads and tokens",
        "dp": "each rank requests of its own",
    }
    return _offered(start, words.items())


def variables(_: click.Context, __: click.Parameter, start: str) -> list[CompletionItem]:
    """The ids of everything that has a value."""
    return _offered(start, [(each.id, each.title) for each in _variables().values()])


def listed(_: click.Context, __: click.Parameter, start: str) -> list[CompletionItem]:
    """Ids in a list with commas: the last of them."""
    before, comma, _last = start.rpartition(",")
    known = [(f"{before}{comma}{each.id}", each.title) for each in _variables().values()]
    return _offered(start, known)


def settable(_: click.Context, __: click.Parameter, start: str) -> list[CompletionItem]:
    """`ID=`, and after it an example of what is read there."""
    id, equals, _value = start.partition("=")
    if equals:
        variable = _variables().get(id)
        example = variable.example.partition(", or ")[0] if variable is not None else ""
        return [CompletionItem(f"{id}={example}")] if start == f"{id}=" and example else []
    return _offered(start, [(f"{each.id}=", each.title) for each in _variables().values()])


def _variables() -> dict[str, Variable]:
    from formulas.book import BOOK  # 60 ms, for names of variables

    return BOOK.variables


def setups(ctx: click.Context, _: click.Parameter, start: str) -> list[CompletionItem]:
    """The set-ups of the session on the line."""
    session = _session(ctx)
    return _offered(start, [(setup.name, "") for setup in session.setups] if session else [])


def providers(ctx: click.Context, _: click.Parameter, start: str) -> list[CompletionItem]:
    """The providers of the session on the line."""
    session = _session(ctx)
    names = dict.fromkeys([quote.provider for quote in session.quotes] if session else [])
    return _offered(start, [(name, "") for name in names if name])


def _session(ctx: click.Context) -> Session | None:
    """The session that the line names, else the example; None where it cannot be read."""
    from sessions.store.load import load  # 100 ms, for names that stand in a session

    try:
        # An option that still waits for its value leaves the arguments before it unread.
        left = next((word for word in ctx.args if not word.startswith("-")), None)
        return load(ctx.params.get("session") or left or None).session
    except (BadDocument, OSError):
        return None  # a half typed name; nobody reads messages at this point


def _offered(start: str, found: Iterable[tuple[str, str]]) -> list[CompletionItem]:
    return [CompletionItem(name, help=help) for name, help in found if name.startswith(start)]


class _Read(NamedTuple):
    """A line up to the cursor as a shell reads it.

    Attributes:
        words: what each word says; the last is the one that is being typed, perhaps empty.
        quote: what is open at the end: nothing, `'`, `"` or `$'`.
        literal: whether the last word says what it says, and is no expansion.
    """

    words: list[str]
    quote: str
    literal: bool


_ESCAPED = re.compile(
    r"\\(?:([0-7]{1,3})|[xX]([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})"
    r"|C-(.)|c(.)|(.))",
    re.DOTALL,
)
_NAMED = {"a": 7, "b": 8, "e": 27, "E": 27, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_ACTIVE = "$`*?[](){}<>|&;!~#^"


def _read(line: str, *, fish: bool = False) -> _Read:
    words, quote, literal, begun = [b""], "", True, False
    at = 0
    while at < len(line):
        character, after = line[at], line[at + 1 : at + 2]
        at += 1
        said = character.encode(errors="surrogateescape")
        escapes = quote == "$'" or (fish and not quote)
        if quote and character == quote[-1]:
            quote, said = "", b""
        elif character == "\\" and escapes and (found := _ESCAPED.match(line, at - 1)):
            said, at = _unescaped(found), found.end()
        elif character == "\\" and (quote != "'" or fish):
            if not quote or (after and after in ("\\'" if quote == "'" else '\\"$`\n')):
                said, at = (b"" if after == "\n" else after.encode()), at + 1
        elif not quote and character in " \t\n":
            if begun:
                words.append(b"")
            begun, literal = False, True
            continue
        elif not quote and character == "$" and after and after in "'\"" and not fish:
            quote, said, at = ("$'" if after == "'" else '"'), b"", at + 1
        elif not quote and character in "'\"":
            quote, said = character, b""
        elif character in ("$`" if quote == '"' else "" if quote else _ACTIVE):
            literal = False
        words[-1] += said
        begun = True
    return _Read([word.decode(errors="surrogateescape") for word in words], quote, literal)


def _unescaped(found: re.Match[str]) -> bytes:
    octal, byte, short, long, *control, named = found.groups()
    if octal or byte:
        return bytes([int(octal, 8) & 255 if octal else int(byte, 16)])
    if short or long:
        code = int(short or long, 16)
        return chr(code).encode(errors="replace") if code < 0x110000 else b""
    if key := control[0] or control[1]:
        return bytes([ord(key) & 31])
    return bytes([_NAMED[named]]) if named in _NAMED else named.encode(errors="surrogateescape")


class _Asking(ShellComplete):
    """How a shell asks, and what is said to it: the line up to the cursor, in `COMP_WORDS`."""

    def read(self, line: str) -> _Read:
        """The line as this shell reads it."""
        return _read(line)

    def complete(self) -> str:
        """The answer, in the words that the script of the shell knows."""
        line = os.environ["COMP_WORDS"]
        words, _, literal = self.read(line)
        *before, word = words
        found = self.get_completions(before[1:], word)
        # The value of `--option=value` is offered without its option.
        option = word[: word.index("=") + 1] if word[:1] == "-" and "=" in word else ""
        if any(item.type == "file" for item in found):
            return self.say_files()
        # No argument can hold a NUL, and what is expanded is not yet known.
        offered = {option + item.value: item.help or "" for item in found if literal}
        return self.say(line, {value: said for value, said in offered.items() if "\0" not in value})

    def say_files(self) -> str:
        """Files, by the shell's own means."""
        return "file,"

    def say(self, line: str, offered: dict[str, str]) -> str:
        """Whole words and what is said of them."""
        raise NotImplementedError


class _Bash(_Asking):
    """Bash puts the text on the line as it is: what is said to it is quoted, and goes on from what
    it leaves standing of the word.
    """

    name = "bash"
    source_template = """\
%(complete_func)s() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
            file,*) compopt -o default ;;
            plain,*) COMPREPLY+=("${line#plain,}") ;;
        esac
    done <<< "$(env COMP_WORDS="${COMP_LINE:0:COMP_POINT}" COMP_WORDBREAKS="$COMP_WORDBREAKS" \
%(complete_var)s=bash_complete "$1")"
    return 0
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""

    def say(self, line: str, offered: dict[str, str]) -> str:
        """A line for each."""
        words, quote, _ = self.read(line[: _left_by_readline(line)])
        left = words[-1]
        rests = [value[len(left) :] for value in offered if value.startswith(left)]
        said = [_quoted(rest, quote) or ("" if left else "''") for rest in rests]
        if len(said) > 1:
            # Readline puts what they have in common on the line: never half of what quotes a
            # character.
            common = _quoted(_shared(rests), quote, open=True)
            if len(_shared(said)) > len(common):
                said.append(common)
        return "\n".join([f"plain,{each}" for each in said])


def _shared(texts: list[str]) -> str:
    return os.path.commonprefix(texts)  # noqa: RUF071  texts, not paths


def _left_by_readline(line: str) -> int:
    """Where the text begins that readline replaces: after a quote that is open, else after the last
    character that breaks words and is not quoted.
    """
    breaks = os.environ.get("COMP_WORDBREAKS", " \t\n\"'><=;|&(:")
    start, quoted, quote, escaped = 0, 0, "", False
    for at, character in enumerate(line):
        if escaped:
            escaped = False
        elif character == "\\" and quote != "'":
            escaped = True
        elif quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote, quoted = character, at + 1
        elif character in breaks:
            start = at + 1
    return quoted if quote else start


def _quoted(text: str, quote: str, *, open: bool = False) -> str:
    """The text as bash reads it, after an open `quote`: its sign is repeated, as readline puts the
    first in the place of the one that stands there. Unless `open` the quote is closed.
    """
    sign = quote[-1:]
    units = [_unit(character, quote, sign) for character in text]
    return f"{sign}{''.join(units)}{'' if open else sign}"


def _unit(character: str, quote: str, sign: str) -> str:
    octal = "".join([f"\\{byte:03o}" for byte in character.encode(errors="surrogateescape")])
    if quote == "$'":
        return octal if character in "\\'!" or not character.isprintable() else character
    if not character.isprintable():
        return f"{sign}$'{octal}'{sign}"
    if quote == "'":
        return "'\\''" if character == "'" else character
    if quote == '"':
        if character == "!":  # of the history, in spite of a backslash
            return "\"'!'\""
        return f"\\{character}" if character in '$`"\\' else character
    safe = not character.isascii() or character.isalnum() or character in "_.,:=@%+/-"
    return character if safe else f"\\{character}"


class _Zsh(_Asking):
    """Zsh quotes by itself, as the word on the line needs it."""

    name = "zsh"
    source_template = """\
#compdef %(prog_name)s

%(complete_func)s() {
    local kind value text
    local -a response values shown
    (( ! $+commands[%(prog_name)s] )) && return 1

    response=("${(@0)"$(env COMP_WORDS="${(j: :)words[1,CURRENT-1]} $IPREFIX$QIPREFIX$PREFIX" \
%(complete_var)s=zsh_complete %(prog_name)s)"}")

    for kind value text in "${(@)response}"; do
        if [[ "$kind" == "plain" ]]; then
            values+=("$value")
            shown+=("$text")
        elif [[ "$kind" == "file" ]]; then
            _path_files -f
        fi
    done

    if (( $#values )); then
        compadd -U -l -V unsorted -d shown -a values
    fi
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    # autoload from fpath, call function directly
    %(complete_func)s "$@"
else
    # eval/source/. command, register function for later
    compdef %(complete_func)s %(prog_name)s
fi
"""

    def say_files(self) -> str:
        """Files, by the shell's own means."""
        return "file\0\0\0"

    def say(self, line: str, offered: dict[str, str]) -> str:
        """Three fields for each."""
        said = [
            f"plain\0{value}\0{visible(f'{value}  -- {help}' if help else value)}\0"
            for value, help in offered.items()
        ]
        return "".join(said)


class _Fish(_Asking):
    """Fish quotes by itself; a name is told on one line, as its `printf %b` takes it."""

    name = "fish"
    source_template = """\
function %(complete_func)s;
    set -l response (env %(complete_var)s=fish_complete \
COMP_WORDS=(commandline -cp | string collect --allow-empty) %(prog_name)s);

    for completion in $response;
        set -l metadata (string split --max 1 "," -- $completion);

        if test $metadata[1] = "file";
            string join0 -- (complete --do-complete "'' "(commandline -ct));
        else if test $metadata[1] = "plain";
            printf "%%b\\0" $metadata[2];
        end;
    end;
end;

complete --no-files --command %(prog_name)s --arguments \
"(%(complete_func)s | string split0)";
"""

    def read(self, line: str) -> _Read:
        """The line as fish reads it."""
        return _read(line, fish=True)

    def say(self, line: str, offered: dict[str, str]) -> str:
        """A line for each."""
        # What comes after a tab is no part of the word to fish, and a quote that is open it leaves
        # open where a control character has to stand in it.
        hard = _CONTROL if self.read(line).quote else re.compile("\t")
        said = [
            _in_octal(value) + (f"\t{visible(help)}" if help else "")
            for value, help in offered.items()
            if not hard.search(value)
        ]
        return "\n".join([f"plain,{each}" for each in said])


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def _in_octal(text: str) -> str:
    return re.sub(r"[\\\x00-\x1f]", lambda found: f"\\{ord(found[0]):03o}", text)


_ASKING = {kind.name: add_completion_class(kind) for kind in (_Bash, _Zsh, _Fish)}


@click.command("completion")
@click.argument("shell", type=click.Choice([*SHELLS]))
def command(shell: str) -> None:
    """Print what teaches a shell to complete napkin's commands and names; its first line says
    where it goes.
    """
    click.echo(script(shell))
