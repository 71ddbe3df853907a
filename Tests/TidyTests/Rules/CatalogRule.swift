/// One unit is one file and one line in its catalog.
struct UnitCatalog: Sendable {
    /// What a unit is: `layer`.
    let unit: String
    /// Where the units are.
    let folder: String
    /// How the name of a unit's file ends, without `.swift`.
    let ending: String
    /// What the code of a unit's file has, and that of its base and its parts lacks.
    let marker: String
    /// The files with the list.
    let lists: [String]
    /// Whether the list is in the order of the names, without their common ending.
    var isSorted = false
    /// Whether the list names values, such as `.leNet`, rather than types.
    var listsValues = false
    /// Whether the list makes an instance of each.
    var listsInstances: Bool { ["device", "task"].contains(unit) }

    static let all = [
        UnitCatalog(
            unit: "layer",
            folder: "Sources/CremaEngine/Layers",
            ending: "Layer",
            marker: "class var description",
            lists: ["Sources/CremaEngine/Layers/LayerCatalog.swift"],
            isSorted: true
        ),
        UnitCatalog(
            unit: "filler",
            folder: "Sources/CremaEngine/Fillers",
            ending: "Filler",
            marker: ": Filler {",
            lists: ["Sources/CremaEngine/Fillers/FillerCatalog.swift"],
            isSorted: true
        ),
        UnitCatalog(
            unit: "solver",
            folder: "Sources/CremaEngine/Solvers/Rules",
            ending: "Rule",
            marker: ": SolverRule {",
            lists: ["Sources/CremaEngine/Solvers/Rules/SolverCatalog.swift"]
        ),
        UnitCatalog(
            unit: "rate policy",
            folder: "Sources/CremaEngine/Solvers/Rates",
            ending: "Rate",
            marker: ": RateRule {",
            lists: ["Sources/CremaEngine/Solvers/Rates/RateCatalog.swift"]
        ),
        UnitCatalog(
            unit: "kind of data set",
            folder: "Sources/CremaJobs",
            ending: "Dataset",
            marker: "DatasetKind {",
            lists: [
                "Sources/CremaJobs/Tasks/Classification/ClassificationTask.swift",
                "Sources/CremaJobs/Tasks/Regression/RegressionTask.swift",
            ]
        ),
        UnitCatalog(
            unit: "device",
            folder: "Sources/CremaEngine/Devices",
            ending: "Device",
            marker: ": Device {",
            lists: ["Sources/CremaEngine/Devices/DeviceCatalog.swift"]
        ),
        UnitCatalog(
            unit: "run",
            folder: "Sources/CremaRuns",
            ending: "Run",
            marker: "static let name = ",
            lists: ["Sources/CremaRuns/RunCatalog.swift"],
            isSorted: true
        ),
        UnitCatalog(
            unit: "command",
            folder: "Sources/crema/Commands",
            ending: "Command",
            marker: "ParsableCommand {",
            lists: [
                "Sources/crema/Crema.swift", "Sources/crema/Commands/DatasetCommand.swift",
                "Sources/crema/Commands/StudioCommand.swift",
            ]
        ),
        UnitCatalog(
            unit: "page",
            folder: "Sources/CremaStudio/Pages",
            ending: "",
            marker: ": Page {",
            lists: ["Sources/CremaStudio/Pages/SitePages.swift"]
        ),
        UnitCatalog(
            unit: "network",
            folder: "Sources/CremaJobs",
            ending: "",
            marker: "= StandardNetwork(",
            lists: [
                "Sources/CremaJobs/Tasks/Classification/ClassificationTask.swift",
                "Sources/CremaJobs/Tasks/Regression/RegressionTask.swift",
            ],
            listsValues: true
        ),
        UnitCatalog(
            unit: "task",
            folder: "Sources/CremaJobs/Tasks",
            ending: "Task",
            marker: ": ImageTask {",
            lists: ["Sources/CremaJobs/Tasks/ImageTaskCatalog.swift"]
        ),
    ]
}

/// A catalog lists the units of its folder: each, nothing else, and in order where it has one.
struct CatalogRule: Rule {
    let catalog: UnitCatalog

    init(_ catalog: UnitCatalog) {
        self.catalog = catalog
    }

    var name: String { "Each \(catalog.unit) is one file and one line in its catalog." }
    var remedy: String {
        "Give it a file in \(catalog.folder) and a line in \(catalog.lists[0])"
            + (catalog.isSorted ? ", in the order of the names." : ".")
    }

    var bad: [Tree] {
        [(["B"], ["A", "B"]), (["A", "B"], ["A"])].map { sample(listed: $0, made: $1) }
            + (catalog.isSorted ? [sample(listed: ["B", "A"], made: ["A", "B"])] : [])
    }
    var good: Tree { sample(listed: ["A", "B"], made: ["A", "B"]) }

    func violations(in tree: Tree) -> [Violation] {
        let lists = catalog.lists.compactMap { tree[$0] }
        guard let list = lists.first else {
            return tree.files.prefix(1).map { _ in
                Violation(catalog.lists[0], 1, "the catalog is missing")
            }
        }
        let units = tree.files(in: catalog.folder, ending: "\(catalog.ending).swift").filter {
            !catalog.lists.contains($0.path) || catalog.unit == "command"
        }.filter { file in file.code.contains { $0.contains(catalog.marker) } }
        let listed = lists.flatMap(entries)
        let missing = units.filter { unit in !listed.contains { $0.name == entry(unit) } }
            .map { Violation($0.path, 1, "it is not listed") }
        let made = Set(units.map(entry))
        let homeless = listed.filter { !made.contains($0.name) }
            .map { Violation(list.path, $0.line, "\($0.name) has no file with its name") }
        return missing + homeless + (catalog.isSorted ? misplaced(listed, in: list) : [])
    }

    /// How a unit's file is called in the list.
    private func entry(_ file: SourceFile) -> String {
        let name = file.path.split(separator: "/").last?.dropLast(".swift".count) ?? ""
        return catalog.listsValues ? name.prefix(1).lowercased() + name.dropFirst() : String(name)
    }

    /// What a list names as `Name.self`, `.name` or, as for devices and tasks, `Name(`.
    private func entries(of list: SourceFile) -> [(name: String, line: Int)] {
        list.code.enumerated().flatMap { index, line in
            line.split { " [](),{}=".contains($0) }.compactMap { word in
                if word.hasSuffix(".self"), word != ".self", !catalog.listsValues {
                    return String(word.dropLast(5).prefix { $0 != "<" })
                }
                if catalog.listsValues, word.hasPrefix("."), isPartOfList(line) {
                    return String(word.dropFirst())
                }
                let isMade = catalog.listsInstances && line.contains("\(word)(")
                return isMade && word.hasSuffix(catalog.ending) && word != catalog.ending
                    && word.first?.isUppercase == true ? String(word) : nil
            }.map { ($0, index + 1) }
        }
    }

    /// Whether a line begins a list of values, or goes on with one.
    private func isPartOfList(_ line: String) -> Bool {
        let text = line.drop(while: \.isWhitespace)
        return line.contains("= [") || (text.hasPrefix(".") && text.hasSuffix(","))
    }

    private func misplaced(_ listed: [(name: String, line: Int)], in list: SourceFile)
        -> [Violation]
    {
        zip(listed, listed.dropFirst()).filter { stem($0.name) > stem($1.name) }
            .map { Violation(list.path, $1.line, "\($1.name) comes after \($0.name)") }
    }

    private func stem(_ name: String) -> Substring { name.dropLast(catalog.ending.count) }

    private func sample(listed: [String], made: [String]) -> Tree {
        var texts: [String: String] = [:]
        for name in made {
            texts["\(catalog.folder)/\(name)\(catalog.ending).swift"] = "x \(catalog.marker)"
        }
        let entries = listed.map { name in
            if catalog.listsValues { return ".\(name.lowercased())" }
            return name + catalog.ending + (catalog.listsInstances ? "()" : ".self")
        }
        texts[catalog.lists[0]] = "static let all = [\(entries.joined(separator: ", "))]"
        return Tree(texts)
    }
}
