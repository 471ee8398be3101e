"""The same document in another hand: quoting, layout, comments, order and line ends that a seed's author might use."""

import re
from random import Random

from articles import seed
from articles.seed.frontmatter import read_front_matter
from articles.seed.nodes import Mapping, Node, Scalar, Sequence
from articles.seed.schema import TABLES
from articles.seed.serialise import is_bare, scalar

_LITERAL = re.compile(
    r"[^\s\u2028\u2029\ufeff\ufffe\uffff][^\r\u2028\u2029\ufeff\ufffe\uffff]*?[^\s\ufeff\ufffe\uffff]\n?"
)
_SINGLE = re.compile(r"[^\r\n\u2029\ufffe\uffff]*")


def in_another_hand(document: seed.SeedDocument, chance: Random) -> bytes:
    """A text of the document with fences, in a style that `chance` chooses."""
    source = read_front_matter(seed.serialise(document).encode(), plain=True)
    writer = _Writer(chance, {row.key for row in TABLES[document.table]})
    lines = ["---" + writer.tail(), *writer.root(source.root), "---" + writer.tail()]
    end = chance.choice(["\n", "\n", "\r\n", "\n" if document.body.startswith("\n") else "\r"])
    mark = chance.choice(["", "", "\ufeff"])
    return (mark + "".join(line + end for line in lines) + document.body).encode()


class _Writer:
    def __init__(self, chance: Random, keys: set[str]) -> None:
        self.chance, self.keys = chance, keys
        self.step = " " * chance.randint(1, 4)
        self.comments, self.quotes = chance.random() < 0.5, chance.choice(["", "'", '"', "'\"|"])

    def tail(self) -> str:
        return self.chance.choice(["", "", " ", "\t "])

    def root(self, root: Mapping) -> list[str]:
        """Known keys in any order; those that no table knows in theirs."""
        known = [pair for pair in root.pairs if pair[0].text in self.keys]
        places = sorted(self.chance.sample(range(len(root.pairs)), len(known))) if self.chance.random() < 0.5 else []
        if places:
            self.chance.shuffle(known)
            rest = iter([pair for pair in root.pairs if pair not in known])
            shuffled = iter(known)
            root.pairs = [next(shuffled if place in places else rest) for place in range(len(root.pairs))]
        return self.mapping(root, "")

    def mapping(self, node: Mapping, indent: str) -> list[str]:
        lines = []
        for key, value in node.pairs:
            if self.comments and self.chance.random() < 0.2:
                lines += self.chance.choice([["# a word: to the editor"], [""], [f"{indent}# - no entry"]])
            head, *rest = self.value(value, indent)
            lines += [f"{indent}{scalar(key.text, key=True)}:{head}", *rest]
        return lines

    def value(self, node: Node, indent: str) -> list[str]:
        """What stands behind a key, and the lines below it."""
        if isinstance(node, Scalar):
            return self.scalar(node, indent + self.step)
        if not (node.pairs if isinstance(node, Mapping) else node.items) or self.chance.random() < 0.15:
            return [" " + self.flow(node) + self.comment()]
        if isinstance(node, Mapping):
            return [self.comment(), *self.mapping(node, indent + self.step)]
        return [self.comment(), *self.sequence(node, self.chance.choice([indent, indent + self.step]))]

    def sequence(self, node: Sequence, indent: str) -> list[str]:
        lines: list[str] = []
        for item in node.items:
            if isinstance(item, Mapping) and item.pairs and self.chance.random() < 0.8:
                inner = indent + " " + self.chance.choice([" ", self.step])
                block = self.mapping(item, inner)
                first = next(
                    place for place, line in enumerate(block) if line.strip() and "#" not in line[: len(inner) + 1]
                )
                block[first] = indent + "-" + block[first][len(indent) + 1 :]
                lines += block
            else:
                head, *rest = self.value(item, indent + " ")
                lines += [f"{indent}-{head}", *rest]
        return lines

    def scalar(self, node: Scalar, indent: str) -> list[str]:
        text, quote = node.text, self.chance.choice(list(self.quotes) or [""])
        if quote == "|" and _LITERAL.fullmatch(text):
            lines = text.removesuffix("\n").split("\n")
            return [" |" if text.endswith("\n") else " |-", *(indent + line if line else "" for line in lines)]
        if quote == "'" and _SINGLE.fullmatch(text):
            return [" '" + text.replace("'", "''") + "'" + self.comment()]
        if quote == "" and is_bare(text):
            return [f" {text}{self.comment()}"]
        return [f" {scalar(text, quoted=True)}{self.comment()}"]

    def comment(self) -> str:
        return self.chance.choice([" # why", "  #", "", "", ""]) if self.comments else self.chance.choice(["", "", " "])

    def flow(self, node: Node) -> str:
        if isinstance(node, Scalar):
            return scalar(node.text, quoted=True)
        if isinstance(node, Sequence):
            return "[" + ", ".join(map(self.flow, node.items)) + "]"
        return (
            "{" + ", ".join(f"{scalar(key.text, quoted=True)}: {self.flow(value)}" for key, value in node.pairs) + "}"
        )
