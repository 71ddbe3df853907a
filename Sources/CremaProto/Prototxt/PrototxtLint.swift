extension NetParameter {
    /// Every error in a net's prototxt, in the order of the text, and the net without the fields
    /// that they are in; nil where even that cannot be read.
    ///
    /// ```
    /// let (errors, net) = NetParameter.lint(text: editor, file: "network")
    /// ```
    ///
    /// Large texts are read for fewer errors, so that the work is bounded.
    public static func lint(text: String, file: String) -> (
        errors: [PrototxtError], net: Prototxt<NetParameter>?
    ) {
        let source = SourceText(file: file, bytes: text.rawBytes)
        let most = min(50, max(1, 8_000_000 / max(1, source.bytes.count)))
        var (errors, rest) = PrototxtReader.errors(
            in: source,
            message: "NetParameter",
            most: most
        )
        guard errors.count < most else { return (errors, nil) }
        do {
            let net = try NetParameter.read(text: String(raw: rest.bytes), file: file)
            return (errors, net)
        } catch let error as PrototxtError {
            // What was found already is found again where the walk had to end.
            if !errors.contains(error) { errors.append(error) }
        } catch {}
        return (errors, nil)
    }
}

extension SourceText {
    /// The text with blanks in place of the field that begins at an offset: up to the end of its
    /// line, or of the block that is opened there.
    func blanking(fieldAt start: Int) -> SourceText {
        var bytes = bytes
        var (index, depth) = (start, 0)
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\n"):
                if depth == 0 { return SourceText(file: file, bytes: bytes) }
                index += 1
                continue
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"):
                // It closes the block around the field, unless it is the fault itself.
                if depth == 0, index > start { return SourceText(file: file, bytes: bytes) }
                depth = max(0, depth - 1)
            case UInt8(ascii: "#"), UInt8(ascii: "\""), UInt8(ascii: "'"):
                blankText(in: &bytes, from: &index)
                continue
            default: break
            }
            bytes[index] = UInt8(ascii: " ")
            index += 1
        }
        return SourceText(file: file, bytes: bytes)
    }

    /// Blanks a comment, or a string, in which braces are text.
    private func blankText(in bytes: inout [UInt8], from index: inout Int) {
        let mark = bytes[index]
        let isComment = mark == UInt8(ascii: "#")
        repeat {
            let isEscape = bytes[index] == UInt8(ascii: "\\")
            bytes[index] = UInt8(ascii: " ")
            index += 1
            if isEscape, index < bytes.count, bytes[index] != UInt8(ascii: "\n") {
                bytes[index] = UInt8(ascii: " ")
                index += 1
            }
            guard index < bytes.count, bytes[index] != UInt8(ascii: "\n") else { return }
        } while isComment || bytes[index] != mark
        bytes[index] = UInt8(ascii: " ")
        index += 1
    }
}
