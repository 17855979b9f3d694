"""A person's own file of the catalogue, read with the care that a session file gets."""

from pathlib import Path

from sessions.files.problems import BadDocument, Findings, whole_file
from sessions.files.read import decoded, located, parse, read_bytes
from sessions.files.safe_text import visible
from sessions.item_files import item_of
from sessions.items import Item


def read_item(path: Path, on: str) -> Item:
    """The item of a file. Raises BadDocument, with all that is wrong with it."""
    file = str(path)
    if visible(path.stem) != path.stem:
        raise whole_file(file, "a name that nobody can type", fix="rename it: letters, digits, -")
    text = decoded(read_bytes(path), file)
    data = parse(text, file)
    findings = Findings()
    findings.sweep(data)
    item = item_of(path.stem, data, on, findings)
    if findings.bad():
        wrong = [finding for finding in findings.by_path.values() if not finding.caution]
        raise BadDocument(located(wrong, data, text, file))
    return item._replace(own=file)
