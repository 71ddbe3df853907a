import CremaEngine
import CremaJobs
import CremaProto
import HTTPTypes

/// The routes of the studio as OpenAPI describes them.
struct OpenAPI {
    private let routes: [RouteName: RouteDeclaration]
    private let words: Words

    /// A description of routes, with the words of options in a language.
    init(_ routes: [RouteName: RouteDeclaration], _ words: Words) {
        (self.routes, self.words) = (routes, words)
    }

    /// The whole description.
    var document: JSONValue {
        var paths: [String: [String: JSONValue]] = [:]
        for (name, declaration) in routes {
            let method = name.method.rawValue.lowercased()
            paths[Self.path(name), default: [:]][method] = operation(name, declaration)
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Crema", "version": .text(Version.crema),
                "description": .text(Self.introduction),
            ],
            "paths": .object(paths.mapValues(JSONValue.object)),
            "components": [
                "schemas": Self.schemas,
                "responses": ["Error": Self.errorResponse],
                "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
            ],
        ]
    }

    private static let introduction = """
        The reply is JSON where the header Accept is application/json, or the path ends with .json. \
        A form field that has no effect is refused by name with status 400. x-role is the role that \
        a route takes, x-changes whether it changes what is kept.
        """

    /// OpenAPI has no name for the rest of a path.
    private static func path(_ name: RouteName) -> String {
        name.path.replacing("**", with: "{path}")
    }

    // MARK: Operations

    private func operation(_ name: RouteName, _ route: RouteDeclaration) -> JSONValue {
        var operation: [String: JSONValue] = [
            "operationId": .text("\(name.method) \(name.path)"),
            "x-role": .text(route.access.role?.rawValue ?? "none"),
            "x-changes": .flag(route.isChange),
            "parameters": .list(parameters(name, route)),
            "responses": responses(route),
            "security": route.access.role == nil ? [] : [["token": []]],
        ]
        if let body = body(name, route) { operation["requestBody"] = body }
        return .object(operation)
    }

    private func parameters(_ name: RouteName, _ route: RouteDeclaration) -> [JSONValue] {
        let inPath = Self.path(name).matches(of: #/\{(\w+)\}/#).map { match -> JSONValue in
            [
                "name": .text(String(match.1)), "in": "path", "required": true,
                "schema": ["type": "string", "minLength": .integer(1)],
            ]
        }
        let names = Set(route.forms.flatMap(\.query)).sorted()
        let fixed = route.forms.reduce(into: [:]) { $0.merge($1.fixed) { first, _ in first } }
        let inQuery = names.map { name -> JSONValue in
            let schema = fixed[name].map(schema) ?? ["type": "string"]
            return ["name": .text(name), "in": "query", "schema": schema]
        }
        return inPath + inQuery
    }

    /// The forms that a route takes; nil for none.
    private func body(_ name: RouteName, _ route: RouteDeclaration) -> JSONValue? {
        guard ![.get, .head].contains(name.method), !route.forms.isEmpty else { return nil }
        let forms = route.forms.map(schema)
        let schema = forms.count == 1 ? forms[0] : ["anyOf": .list(forms)]
        var content: [String: JSONValue] = ["multipart/form-data": ["schema": schema]]
        // A form of this type has no files.
        if route.forms.allSatisfy(\.files.isEmpty) {
            content["application/x-www-form-urlencoded"] = ["schema": schema]
        }
        return ["content": .object(content)]
    }

    private func responses(_ route: RouteDeclaration) -> JSONValue {
        var responses: [String: JSONValue] = [:]
        let reply = route.reply
        if !reply.contents.isEmpty {
            responses["200"] = [
                "description": "Done.",
                "content": .object(reply.contents.mapValues { ["schema": Self.schema($0)] }),
            ]
        }
        if reply.isEmpty { responses["204"] = ["description": "Done."] }
        if reply.leadsOn { responses["303"] = ["description": "Another page has it."] }
        for status in Self.errors(of: route) {
            responses["\(status)"] = ["$ref": "#/components/responses/Error"]
        }
        return .object(responses)
    }

    /// The statuses of what may go wrong: 409 is a damaged file of a job, 507 a full disk.
    private static func errors(of route: RouteDeclaration) -> [Int] {
        [400, 401, 403, 404, 409, 413, 503, 507] + (route.access == .everyone ? [429] : [])
    }

    // MARK: Schemas

    private static func schema(_ shapes: [RouteReply.Shape]) -> JSONValue {
        let references = shapes.map { shape -> JSONValue in
            ["$ref": .text("#/components/schemas/\(shape.rawValue)")]
        }
        if references.count < 2 { return references.first ?? [:] }
        return ["anyOf": .list(references)]
    }

    private func schema(_ form: FormFields) -> JSONValue {
        var properties: [String: JSONValue] = [:]
        for name in form.texts.union(form.companions) { properties[name] = ["type": "string"] }
        for name in form.flags { properties[name] = Self.flag }
        for name in form.files { properties[name] = ["type": "string", "format": "binary"] }
        for (name, fixed) in form.fixed { properties[name] = schema(fixed) }
        for option in form.options { properties[option.name] = schema(option) }
        return [
            "type": "object", "properties": .object(properties), "additionalProperties": false,
        ]
    }

    /// A field of DIGITS' that means what is done anyway.
    private func schema(_ fixed: FormFields.Fixed) -> JSONValue {
        ["enum": .texts([""] + fixed.values), "description": .text(words.text(fixed.words))]
    }

    private func schema(_ option: OptionDescription) -> JSONValue {
        var schema: [String: JSONValue] = [
            "title": .text(words.text(option.labelPhrase)),
            "description": .text(words.text(option.helpPhrase)),
        ]
        if !option.defaultText.isEmpty { schema["default"] = .text(option.defaultText) }
        schema.merge(Self.values(of: option)) { $1 }
        return .object(schema)
    }

    /// What values an option takes.
    private static func values(of option: OptionDescription) -> [String: JSONValue] {
        switch option.kind {
        case .text, .file, .folder, .numbers: ["type": "string"]
        case .flag: ["enum": .texts(OptionDescription.yes + OptionDescription.no)]
        case .choice(let choices): ["enum": .texts(choices.map(\.value))]
        case .integer(let range):
            [
                "type": "integer", "minimum": .integer(range.lowerBound),
                "maximum": .integer(range.upperBound),
            ]
        case .number(let range):
            [
                "type": "number",
                range.includesLow ? "minimum" : "exclusiveMinimum": .number(range.low),
            ].merging(
                range.high.map { high in
                    [range.includesHigh ? "maximum" : "exclusiveMaximum": .number(high)]
                } ?? [:]
            ) { $1 }
        }
    }

    private static let flag: JSONValue = [
        "enum": .texts(OptionDescription.yes + OptionDescription.no)
    ]
}

// MARK: - Replies

extension OpenAPI {
    private static let errorResponse: JSONValue = [
        "description": "What went wrong, in words.",
        "content": [
            "application/json": ["schema": ["$ref": "#/components/schemas/Error"]],
            "text/html": [:],
        ],
    ]

    private static let text: JSONValue = ["type": "string"]
    private static let number: JSONValue = ["type": "number"]
    private static let texts: JSONValue = ["type": "array", "items": text]

    private static func object(
        _ properties: [String: JSONValue],
        optional: [String: JSONValue] = [:]
    ) -> JSONValue {
        [
            "type": "object", "properties": .object(properties.merging(optional) { $1 }),
            "required": .texts(properties.keys.sorted()),
        ]
    }

    private static func list(of shape: RouteReply.Shape) -> JSONValue {
        ["type": "array", "items": schema([shape])]
    }

    private static var schemas: JSONValue {
        var schemas = RouteReply.Shape.allCases.reduce(into: [:]) { schemas, shape in
            schemas[shape.rawValue] = schema(of: shape)
        }
        schemas["Error"] = object(
            ["error": object(["message": text, "type": text, "description": text])],
            optional: [
                "errors": ["type": "object", "additionalProperties": texts],
                "line": ["type": "integer"], "status": text,
            ]
        )
        return .object(schemas)
    }

    private static func schema(of shape: RouteReply.Shape) -> JSONValue {
        switch shape {
        case .job: job
        case .jobs:
            object(
                [:],
                optional: [
                    "jobs": list(of: .job), "datasets": list(of: .job), "models": list(of: .job),
                    "version": text, "jobs_dir": text, "server_name": text,
                ]
            )
        case .status:
            object(["status": text, "name": text, "type": text, "error": ["type": "null"]])
        case .predictions: object([:], optional: ["predictions": pairs, "values": pairs])
        case .manyPredictions:
            object(
                [:],
                optional: ["classifications": ["type": "object", "additionalProperties": pairs]]
            )
        case .network:
            object(
                ["network": text, "python_layer": ["type": "boolean"]],
                optional: ["snapshot": text]
            )
        case .deleted: object(["deleted": text])
        case .selection: object(["job_ids": texts])
        case .pretrained: object(["id": text, "name": text, "created": number])
        case .object: ["type": "object"]
        }
    }

    private static let job = object(
        [
            "id": text, "name": text, "status": text, "directory": text, "type": text,
            "progress": number, "created": number, "notes": text, "group": text, "tags": texts,
        ],
        optional: [
            "username": text, "elapsed": number, "message": text, "dataset_id": text,
            "accuracy": number, "snapshots": ["type": "array", "items": number],
            "ParseFolderTasks": ["type": "array"], "CreateDbTasks": ["type": "array"],
        ]
    )

    /// Labels and what belongs to each: `[["cat", 99.1], …]`.
    private static let pairs: JSONValue = [
        "type": "array",
        "items": [
            "type": "array", "items": ["type": ["string", "number"]], "minItems": .integer(2),
            "maxItems": .integer(2),
        ],
    ]
}
