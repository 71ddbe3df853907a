// Prototxt for CodeMirror: field names, blocks, strings, numbers, enum words, comments.

CodeMirror.defineMode("prototxt", () => ({
  startState: () => ({ depth: 0, isValue: false }),
  token(stream, state) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^#.*/)) return "comment";
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)*'?/)) {
      state.isValue = false;
      return "string";
    }
    if (stream.match(/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?f?/)) {
      state.isValue = false;
      return "number";
    }
    if (stream.match(/^\w+/)) {
      if (state.isValue) {
        state.isValue = false;
        return "atom";
      }
      return stream.match(/^\s*\{/, false) ? "keyword" : "property";
    }
    const mark = stream.next();
    if (mark === ":") state.isValue = true;
    if (mark === "{") {
      state.depth += 1;
      state.isValue = false;
      return "bracket";
    }
    if (mark === "}") {
      state.depth = Math.max(0, state.depth - 1);
      return "bracket";
    }
    return null;
  },
  indent: (state, rest) => (state.depth - (rest.startsWith("}") ? 1 : 0)) * 2,
  electricInput: /^\s*\}$/,
  lineComment: "#",
}));
