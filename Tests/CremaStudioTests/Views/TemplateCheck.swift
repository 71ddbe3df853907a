/// Follows templates as mustache does, over samples of what they show, and keeps what does not fit.
struct TemplateCheck {
    private let texts: [String: String]
    /// Tags that no property of the view or of its parts has, and transforms that there are not.
    private(set) var unknown: Set<String> = []
    private var pieces: [String: [MustachePiece]] = [:]
    /// Sections, by template and tag, and whether a sample came into them.
    private var sections: [String: Bool] = [:]
    /// Properties, as `Type.name`, and whether a template showed them.
    private var properties: [String: Bool] = [:]
    /// Optional properties, and whether a sample set them and left them out.
    private var optionals: [String: Set<Bool>] = [:]

    /// A check of templates, each by its name.
    init(_ texts: [String: String]) throws {
        self.texts = texts
        pieces = try texts.mapValues { try MustacheText.pieces(of: $0) }
    }

    /// Properties that no template showed.
    var unused: [String] { properties.filter { !$0.value }.keys.sorted() }

    /// Sections that no sample came into, so that nothing is known of them.
    var unreached: [String] { sections.filter { !$0.value }.keys.sorted() }

    /// Optional properties that every sample sets, or none.
    var halfSampled: [String] { optionals.filter { $0.value.count < 2 }.keys.sorted() }

    /// The templates that something was shown with.
    private(set) var shownTemplates: Set<String> = []

    /// Follows a template over a view; `around` is what every template finds besides.
    mutating func follow(_ template: String, showing view: Any, around: [Any] = []) {
        for value in around + [view] { list(value) }
        follow(template, Place(stack: around + [view]))
    }

    /// Where in the templates it is, and what is around.
    private struct Place {
        var template = ""
        var stack: [Any]
        var blocks: [String: (template: String, pieces: [MustachePiece])] = [:]
    }

    private mutating func follow(_ template: String, _ place: Place) {
        guard let pieces = pieces[template] else {
            unknown.insert("\(place.template): there is no template \(template)")
            return
        }
        shownTemplates.insert(template)
        var place = place
        place.template = template
        follow(pieces, place)
    }

    private mutating func follow(_ pieces: [MustachePiece], _ place: Place) {
        for piece in pieces {
            switch piece {
            case .variable(let tag): _ = value(of: tag, place)
            case .section(let tag, let isInverted, let content):
                follow(tag, isInverted, content, place)
            case .partial(let name, let blocks):
                var inner = place
                let own = blocks.mapValues { (template: place.template, pieces: $0) }
                inner.blocks.merge(own) { outer, _ in outer }
                follow(name, inner)
            case .block(let name, let content):
                guard let (template, pieces) = place.blocks[name] else {
                    follow(content, place)
                    continue
                }
                var inner = place
                inner.template = template
                follow(pieces, inner)
            }
        }
    }

    private mutating func follow(
        _ tag: MustacheTag,
        _ isInverted: Bool,
        _ content: [MustachePiece],
        _ place: Place
    ) {
        let name = "\(place.template):\(tag.line): {{\(isInverted ? "^" : "#")\(tag.text)}}"
        let shown = Self.shown(in: value(of: tag, place))
        let isReached = isInverted ? shown.isEmpty : !shown.isEmpty
        sections[name] = isReached || sections[name] ?? false
        for value in isInverted && isReached ? [true] : isInverted ? [] : shown {
            var inner = place
            if !(value is Bool) { inner.stack.append(value) }
            follow(content, inner)
        }
    }

    /// What a section shows one after the other.
    private static func shown(in value: Any?) -> [Any] {
        guard let value else { return [] }
        if let flag = value as? Bool { return flag ? [flag] : [] }
        let mirror = Mirror(reflecting: value)
        return mirror.displayStyle == .collection ? mirror.children.map(\.value) : [value]
    }

    // MARK: Values

    private mutating func value(of tag: MustacheTag, _ place: Place) -> Any? {
        var found: Any?
        if tag.names.isEmpty {
            found = place.stack.last
        } else {
            let (isKnown, value) = find(tag.names, in: place.stack)
            found = value
            if !isKnown { unknown.insert("\(place.template):\(tag.line): {{\(tag.text)}}") }
        }
        for transform in tag.transforms {
            guard transform == "empty" else {
                unknown.insert("\(place.template):\(tag.line): {{\(tag.text)}}")
                return nil
            }
            found = found.map { Self.shown(in: $0).isEmpty }
        }
        return found
    }

    /// The value of names in the innermost part that has one, and whether any part has them.
    private mutating func find(_ names: [String], in stack: [Any]) -> (isKnown: Bool, Any?) {
        var isKnown = false
        for part in stack.reversed() {
            guard let property = property(names[0], of: part) else { continue }
            isKnown = true
            guard case let value? = Self.unwrapped(property) else { continue }
            guard names.count > 1 else { return (true, value) }
            return find(Array(names.dropFirst()), in: [value])
        }
        return (isKnown, nil)
    }

    private mutating func property(_ name: String, of part: Any) -> Any? {
        let found = Mirror(reflecting: part).children.first { $0.label == name }?.value
        if found != nil { properties[Self.name(name, of: part)] = true }
        return found
    }

    /// A property as `Type.name`.
    private static func name(_ property: String, of part: Any) -> String {
        let type = String(reflecting: type(of: part)).split(separator: ".").dropFirst()
        return type.joined(separator: ".") + ".\(property)"
    }

    private static func unwrapped(_ value: Any) -> Any? {
        let mirror = Mirror(reflecting: value)
        return mirror.displayStyle == .optional ? mirror.children.first?.value : value
    }

    /// Lists the properties of a value and of the parts in it.
    private mutating func list(_ value: Any) {
        let mirror = Mirror(reflecting: value)
        for child in mirror.children {
            if mirror.displayStyle == .struct, let label = child.label {
                let name = Self.name(label, of: value)
                properties[name] = properties[name] ?? false
                if Mirror(reflecting: child.value).displayStyle == .optional {
                    optionals[name, default: []].insert(Self.unwrapped(child.value) != nil)
                }
            }
            list(child.value)
        }
    }
}
