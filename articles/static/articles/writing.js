/* While one writes an article: how long headline and excerpt are, and a bar and keys for the marks of the body. Without this script
   one types the same marks by hand. */
"use strict";
{
  /* What is selected gets `before` and `after`, or loses them where it has them. Typed, so that the browser's own undo takes it back. */
  function around(field, before, after) {
    const { selectionStart: start, selectionEnd: end, value } = field;
    const chosen = value.slice(start, end);
    field.focus();
    if (value.slice(0, start).endsWith(before) && value.slice(end).startsWith(after)) {
      field.setSelectionRange(start - before.length, end + after.length);
      document.execCommand("insertText", false, chosen);
      return field.setSelectionRange(start - before.length, end - before.length);
    }
    document.execCommand("insertText", false, before + chosen + after);
    field.setSelectionRange(start + before.length, end + before.length);
  }

  /* Each of the chosen lines begins with `mark`. */
  function atLines(field, mark) {
    const { selectionStart, selectionEnd, value } = field;
    const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const last = value.indexOf("\n", selectionEnd);
    const end = last < 0 ? value.length : last;
    const lines = value.slice(start, end).split("\n");
    const has = lines.every((line) => line.startsWith(mark));
    field.focus();
    field.setSelectionRange(start, end);
    document.execCommand("insertText", false, lines.map((line) => (has ? line.slice(mark.length) : mark + line)).join("\n"));
  }

  const body = document.getElementById("id_body");
  if (body && !body.readOnly) {
    const marks = [
      ["B", "Bold (Ctrl B)", () => around(body, "**", "**"), "b"],
      ["I", "Italic (Ctrl I)", () => around(body, "*", "*"), "i"],
      ["Link", "Link", () => around(body, "[", "](https://)")],
      ["Heading", "Heading", () => atLines(body, "## ")],
      ["List", "List", () => atLines(body, "- ")],
      ["Quote", "Quotation", () => atLines(body, "> ")],
    ];
    const bar = document.createElement("div");
    bar.className = "markdown-bar";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", "Marks for the body");
    for (const [words, title, does] of marks) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: words, title });
      button.setAttribute("aria-label", title);
      button.addEventListener("click", does);
      bar.append(button);
    }
    body.before(bar);
    body.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      const mark = marks.find(([, , , key]) => key && key === event.key.toLowerCase());
      if (!mark) return;
      event.preventDefault();
      mark[2]();
    });
  }

  for (const field of document.querySelectorAll("#id_title, #id_excerpt")) {
    const told = Object.assign(document.createElement("div"), { className: "count-of" });
    const count = () => {
      const length = [...field.value.trim()].length;
      told.textContent = length ? `${length} characters` : "";
    };
    field.after(told);
    field.addEventListener("input", count);
    count();
  }
}
