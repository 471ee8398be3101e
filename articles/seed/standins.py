"""Keeps from libyaml what it would read otherwise than people do, and gives it back in the values. Changes no offset.

Characters that libyaml takes for line ends, swallows as marks or does not accept have a stand-in of private use while it
reads. So have the halves of a pair of surrogates, with which JSON writes one character in two escapes.
"""

import re

_ODD = "\u2028\u2029\ufeff\ufffe\uffff"
_ANY_ODD = re.compile(f"[{_ODD}]")
_ESCAPED = re.compile(r"\\[uU]0*([0-9A-Fa-f]{4})")
_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)(\\u[dD][89abAB][0-9A-Fa-f]{2})(\\u[dD][c-fC-F][0-9A-Fa-f]{2})")
_PRIVATE_USE = range(0xE000, 0xF900)


class StandIns:
    """`text` is what libyaml may read, as long as the text that it stands for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.odd: dict[int, int] = {}
        self.halves: dict[
            str, str
        ] = {}  # the escape of a stand-in, and the half for which it stands, as it was written
        self.joined: dict[int, int] = {}
        pairs = _PAIR.findall(text) if "\\u" in text else []
        self.any = bool(pairs or _ANY_ODD.search(text))
        if not self.any:
            return
        taken = {*map(ord, set(text)), *(int(code, 16) for code in _ESCAPED.findall(text))}
        free = (code for code in _PRIVATE_USE if code not in taken)
        hidden = dict(zip(map(ord, _ODD), free, strict=False))
        self.odd = {stand_in: odd for odd, stand_in in hidden.items()}
        written = sorted({half for _, *halves in pairs for half in halves})
        stand_ins = {half: f"\\u{code:04x}" for half, code in zip(written, free, strict=False)}
        self.halves = {stand_in: half for half, stand_in in stand_ins.items()}
        self.joined = {int(stand_in[2:], 16): int(half[2:], 16) for stand_in, half in self.halves.items()}
        self.text = _PAIR.sub(
            lambda found: found[1] + stand_ins.get(found[2], found[2]) + stand_ins.get(found[3], found[3]), text
        ).translate(hidden)

    def shown(self, value: str, style: str) -> str:
        """Return the text that libyaml's value means; only in double quotes is an escape more than its letters."""
        if self.odd:
            value = value.translate(self.odd)
        if self.halves and style == '"':
            return value.translate(self.joined).encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
        for stand_in, half in self.halves.items():
            value = value.replace(stand_in, half)
        return value
