import CremaJobs
import CremaProto
import Foundation

@testable import CremaStudio

/// Each view with everything that it can show, and with as little as it can.
enum ViewSamples {
    static let all: [any View] = [
        emptyHome, fullHome, HomeRowsView(rows: [fullHomeRow]),
        fullCompare,
        CompareView(models: [], charts: [], results: [], settings: [], dataAddress: "/"),
        AuditView(
            entries: [
                .init(
                    time: "1 Jan 2026",
                    user: "anna",
                    request: "POST /group",
                    jobs: "20260101-000000-0001",
                    status: 403,
                    isRefused: true
                )
            ],
            newer: "/audit?page=1",
            older: "/audit?page=3"
        ),
        AuditView(entries: []),
        SettingsView(trainingsAtOnce: "2", most: 64, hasTensorBoard: true),
        SettingsView(
            trainingsAtOnce: "x",
            most: 64,
            hasTensorBoard: false,
            error: "It is not a number."
        ),
        APIView(
            examples: [.init(id: "http", title: "HTTP", note: "By curl.", code: "curl <x>")],
            access: "Put your token there."
        ),
        APIView(examples: []),
        SignInView(words: "It has a token.", needsToken: true, needsPassword: false, address: "/"),
        SignInView(words: "Sign in.", needsToken: false, needsPassword: true, address: "/login"),
        SignInView(words: "Choose.", needsToken: false, needsPassword: false, address: "/login"),
        ErrorView(
            title: "Not Found",
            words: "There is no such page.",
            back: .init(path: "/", title: "Back")
        ),
        GuideView(
            title: "Guide",
            blocks: GuideText(
                "## Heading\n\n![A page](pictures/x.webp)\n\n- A `file`.\n\n"
                    + "**Strong** [words](home.md).\n\n```\ncode\n```\n"
            ).blocks,
            pages: [true, false].map { .init(title: "Home", address: "/guide", isChosen: $0) }
        ), GuideView(title: "Guide", blocks: [], pages: []),
        fullDataset, valueDataset, bareDataset, fullExplore, bareExplore,
        VersionView(
            name: "Digits",
            path: fullRow.path,
            changes: "train/5=-",
            form: fullNewDataset.forms[0]
        ),
        ResizeExampleView(examples: [
            .init(title: "Squash", source: "data:,", width: 28, height: 28, size: "784 B")
        ]),
        fullSummary, DatasetSummaryView(job: bareRow),
        fullModel, bareModel, comparedModel, largeGraph, fullClassify, bareClassify,
        fullMany, valueMany, bareMany,
        LikeliestView(
            job: bareRow,
            snapshot: "Epoch 1",
            classes: [
                .init(name: "3", images: [.init(source: "/x.png", name: "x", percent: "9 %")])
            ]
        ),
        LayerCheckView(problems: [
            .init(field: "custom_network", words: "network:3:1: a layer is open", line: 3),
            .init(field: "dataset", words: "Choose a data set."),
        ]),
        LayerCheckView(report: fullReport),
        LayerCheckView(report: .init(layers: [], notices: [], error: "It crashed.")),
        LayerCheckView(report: .init(layers: [], notices: [])),
        NetCostView(
            problems: ["Choose a data set."],
            summary: "1 GB",
            refusal: "It does not fit.",
            time: "1 s",
            isMeasurable: "true",
            layers: [
                .init(
                    name: "conv",
                    type: "Convolution",
                    shape: "1 x 2",
                    parameters: "3",
                    memory: "4 B",
                    multiplyAdds: "5"
                )
            ]
        ),
        NetCostView(),
        PretrainedView(
            models: [.init(id: "20260101-000000-0002", name: "VGG", note: "224 x 224, colour")],
            name: "VGG",
            errors: ["Choose a file."]
        ),
        PretrainedView(models: [], name: "", errors: []),
        fullNewDataset, bareNewDataset, fullNewModel, bareNewModel, noNewModel,
    ]

    // MARK: Parts

    private static let task = ShownTask(ImageTaskCatalog.all[0], Words.of(.english))

    private static let fullRow = JobRow(
        id: "20260101-000000-0000",
        name: "Digits",
        path: "/datasets/20260101-000000-0000",
        status: "Running",
        colour: "primary",
        percent: 40,
        time: "2 s",
        hindrance: "The disk is full.",
        wait: "Place 2 in the queue."
    )

    private static let bareRow = JobRow(
        id: "20260101-000000-0001",
        name: "LeNet",
        path: "/models/20260101-000000-0001",
        status: "Waiting",
        colour: "secondary",
        percent: 0,
        time: "",
        hindrance: nil,
        wait: nil
    )

    private static let link = HomeTable.Link(words: "sweep", address: "/?group=sweep")

    private static let emptyHome = HomeView(
        tables: [
            HomeTable(
                id: "datasets",
                title: "Datasets",
                count: "0",
                invitation: .init(lead: "No data sets yet", about: "Make one.", button: link)
            ),
            HomeTable(
                id: "models",
                title: "Models",
                count: "0",
                invitation: .init(lead: "No models yet", about: "Later.")
            ),
        ],
        version: "1",
        groups: []
    )

    private static let fullHome = HomeView(
        tables: [
            HomeTable(
                id: "models",
                title: "Models",
                count: "120",
                new: link,
                columns: [
                    .init(
                        heading: "Name",
                        style: "name",
                        order: "ascending",
                        mark: "▲",
                        sortAddress: "/?models_sort=-name",
                        addAddress: "/?models_sort=-name"
                    ),
                    .init(heading: "Loss", style: "", sortAddress: "/", addAddress: "/"),
                ],
                choices: [
                    .init(column: "loss", heading: "Loss", isShown: true),
                    .init(column: "best", heading: "Best accuracy", isShown: false),
                ],
                rows: [fullHomeRow, bareHomeRow],
                pages: .init(words: "51–100 of 120", previous: "/", next: "/?models_page=3")
            ),
            HomeTable(
                id: "datasets",
                title: "Datasets",
                count: "0",
                nothing: "None.",
                pages: .init(words: "1–50 of 120")
            ),
        ],
        search: .init(text: "lenet", filters: [.init(words: "Group: sweep", address: "/")]),
        pretrained: "2 pretrained models",
        version: "2",
        groups: ["sweep"]
    )

    private static let fullHomeRow = HomeRow(
        id: "20260101-000000-0000",
        kind: "models",
        name: "LeNet",
        path: "/models/20260101-000000-0000",
        groupHeading: "sweep",
        tags: [link],
        trouble: "The disk is full.",
        wait: "Place 2 in the queue.",
        cells: [
            HomeCell(),
            HomeCell(style: "number", words: "0.5", sparkline: "M0 1L2 3"),
            HomeCell(link: link),
            HomeCell(badge: .init(words: "Running", colour: "primary")),
            HomeCell(bar: .init(percent: 40, colour: "primary", time: "2 s")),
        ]
    )

    private static let fullCompare = CompareView(
        models: [
            .init(
                number: 0,
                name: "LeNet",
                path: "/models/20260101-000000-0001",
                status: "Done",
                colour: "success"
            )
        ],
        charts: [.init(output: "loss (train)")],
        results: [
            .init(label: "loss (train), last", cells: [.init(text: "1", isBest: true)]),
            .init(label: "loss (train), smallest", cells: [.init(text: "–")]),
        ],
        settings: [.init(label: "Batch size", cells: [.init(text: "64")])],
        dataAddress: "/models/compare.json?job_ids=20260101-000000-0001"
    )

    private static let bareHomeRow = HomeRow(
        id: "20260101-000000-0001",
        kind: "models",
        name: "AlexNet",
        path: "/models/20260101-000000-0001",
        tags: [],
        cells: []
    )

    private static let fullHead = JobHead(
        job: fullRow,
        details: .init(
            group: link,
            tags: [link],
            notes: "Converges slowly.",
            groupText: "sweep",
            tagsText: "sweep",
            notesText: "Converges slowly."
        ),
        eventCount: 3,
        canAbort: true,
        owner: "anna",
        mayChange: true,
        notices: [
            .init(title: "Note", message: "Converted.", colour: "warning"),
            .init(
                title: "Python 2",
                message: "Converted.",
                file: "/models/x/files/layers.py",
                fileName: "layers.py",
                colour: "warning"
            ),
        ],
        failures: [
            .init(message: "It failed."),
            .init(
                message: "It failed.",
                facts: [Fact(name: "Layer", value: "conv1")],
                source: "top[0]",
                traceback: "Traceback",
                log: "last line"
            ),
        ]
    )

    private static let bareHead = JobHead(
        job: bareRow,
        details: .init(tags: [], groupText: "", tagsText: "", notesText: ""),
        eventCount: 0,
        canAbort: false,
        mayChange: false,
        notices: [],
        failures: []
    )

    private static let image = ShownImage(
        source: "/images/train/0",
        place: "train/0",
        label: "3",
        isOfClass: true,
        name: "3.png"
    )
    private static let valuedImage = ShownImage(
        source: "/images/train/1",
        place: "train/1",
        label: "0.25, 3",
        isOfClass: false,
        name: "4.png"
    )
    private static let settings = [Fact(name: "Width", value: "28 pixels")]

    // MARK: Data sets

    private static let fullDataset = DatasetView(
        task: task,
        head: fullHead,
        logName: "create_db.log",
        settings: settings,
        predecessor: .init(name: "Clothes", path: "/datasets/x", removed: "2", changed: "1"),
        tasks: [.init(title: "Find", status: "Done", colour: "success", time: "2 s")],
        files: [.init(name: "labels.txt", address: "/files/labels.txt", size: "1 kB")],
        standsIn: true,
        models: [bareRow],
        dataset: .init(
            trainCount: "60,000",
            valCount: "10,000",
            testCount: "500",
            targetCount: 10,
            isOfClasses: true,
            shape: "28 × 28",
            kind: "grey",
            classes: [
                .init(
                    name: "zero",
                    number: 0,
                    parts: [.init(part: "train", share: 90), .init(part: "val", share: 10)],
                    counts: "6,000 + 1,000"
                )
            ],
            ranges: [],
            sample: [image]
        ),
        repeated: .init(
            count: "1",
            listName: "repeated.txt",
            pairs: [.init(images: [image, valuedImage], places: ["Training: 3.png"])]
        )
    )

    private static let valueDataset = DatasetView(
        task: task,
        head: fullHead,
        logName: "create_db.log",
        settings: settings,
        predecessor: .init(name: "Gone", path: nil, removed: "0", changed: "0"),
        tasks: [.init(title: "Find", status: "Done", colour: "success", time: "2 s")],
        files: [.init(name: "labels.txt", address: "/files/labels.txt", size: "1 kB")],
        standsIn: false,
        models: [],
        dataset: .init(
            trainCount: "90",
            valCount: "10",
            targetCount: 1,
            isOfClasses: false,
            shape: "28 × 28",
            kind: "grey",
            classes: [],
            ranges: [.init(name: "angle", low: "-1", high: "1")],
            sample: [valuedImage]
        )
    )

    private static let bareDataset = DatasetView(
        task: task,
        head: bareHead,
        logName: "create_db.log",
        settings: [],
        tasks: [],
        files: [],
        standsIn: false,
        models: []
    )

    private static let fullExplore = ExploreView(
        name: "Digits",
        path: fullRow.path,
        parts: [
            .init(title: "Training", imageCount: "300", address: "?part=train", isActive: true)
        ],
        classes: [.init(title: "All", imageCount: "300", address: "?part=train", isActive: true)],
        isChangeable: true,
        labels: [.init(number: 3, name: "3")],
        images: [image, valuedImage],
        count: "300 images",
        number: 2,
        pageCount: 3,
        pages: [
            .init(title: "1", address: "?page=0", isActive: true, isBehindGap: false),
            .init(title: "9", address: "?page=8", isActive: false, isBehindGap: true),
        ],
        sizes: [.init(title: "100", address: "?size=100", isActive: true)],
        previous: "?page=0",
        next: "?page=2"
    )

    private static let bareExplore = ExploreView(
        name: "Digits",
        path: fullRow.path,
        parts: [],
        classes: [],
        isChangeable: false,
        labels: [],
        images: [],
        count: "0 images",
        number: 1,
        pageCount: 1,
        pages: [],
        sizes: []
    )

    private static let fullSummary = DatasetSummaryView(
        job: fullRow,
        content: .init(
            trainCount: "60,000",
            valCount: "10,000",
            shape: "28 × 28",
            kind: "grey",
            backend: "LMDB"
        )
    )

    // MARK: Models

    private static func curves(hasMeasure: Bool, isSmall: Bool = true) -> ShownCurves {
        ShownCurves(
            id: "x",
            path: "/models/x",
            largePath: "/models/images/classification/large_graph?job_id=x",
            epochIterations: 100,
            epochCount: 30,
            epochImages: 6000,
            hasMeasure: hasMeasure,
            isOver: hasMeasure,
            isSmall: isSmall
        )
    }

    private static let largeGraph = LargeGraphView(
        name: "LeNet",
        curves: curves(hasMeasure: true, isSmall: false)
    )

    private static let fullModel = ModelView(
        task: task,
        head: fullHead,
        curves: curves(hasMeasure: true),
        stopReason: "stopped after iteration 4",
        hasWarning: true,
        snapshots: [.init(epoch: 1.5, title: "Epoch 1.5", isChosen: true)],
        formats: ["tar.gz"],
        files: [.init(name: "log", address: "/files/log", size: "1 kB")],
        sources: [
            .init(name: "Network", value: "LeNet", path: "/models/y"),
            .init(name: "Random seed, drawn", value: "7"),
        ],
        settings: settings,
        hasLayerFile: true,
        validation: .init(explanation: "The layer changes the images."),
        canPause: true,
        continuation: .init(
            title: "Continue",
            isIncomplete: true,
            snapshots: [.init(epoch: 1.5, title: "Epoch 1.5")],
            moreEpochs: 0
        ),
        dataset: fullRow,
        test: .init(
            imageError: "Choose an image.",
            isVisual: true,
            listError: "Choose a list.",
            folder: "pictures",
            folderError: "It is not a folder.",
            limit: "x",
            limitError: "It is not a number.",
            top: "0",
            topError: "It is out of bounds.",
            others: ["shuffle: It is wrong."]
        )
    )

    private static let bareModel = ModelView(
        task: task,
        head: bareHead,
        curves: curves(hasMeasure: false),
        hasWarning: false,
        snapshots: [],
        formats: [],
        files: [],
        sources: [],
        settings: [],
        hasLayerFile: false,
        canPause: false,
        continuation: .init(title: "Continue", isIncomplete: false, snapshots: [], moreEpochs: 30)
    )

    private static let comparedModel = ModelView(
        task: task,
        head: bareHead,
        curves: curves(hasMeasure: false),
        hasWarning: false,
        snapshots: [],
        formats: [],
        files: [],
        sources: [],
        settings: [],
        hasLayerFile: false,
        validation: .init(comparison: [
            .init(
                title: "Validated on whole images",
                name: "LeNet",
                path: "/models/x",
                status: "Done",
                colour: "success",
                accuracy: "98.1 %",
                isThis: true
            ),
            .init(
                title: "Validated on changed images",
                name: "LeNet",
                path: "/models/y",
                status: "Running",
                colour: "primary",
                isThis: false
            ),
        ]),
        canPause: false
    )

    private static let fullMany = ManyImagesView(
        job: bareRow,
        snapshot: "Epoch 1",
        count: "201",
        file: "/tests/x/images.csv",
        accuracy: .init(counted: "2", topOne: "50 %", topFive: "100 %"),
        columns: ["0", "1"],
        classes: [
            .init(
                name: "0",
                count: "2",
                accuracy: "50 %",
                cells: [
                    .init(number: "1", share: 50, isRight: true),
                    .init(number: "1", share: 50, isRight: false),
                ]
            )
        ],
        errors: [],
        images: [
            .init(
                name: "a.png",
                truth: "0",
                isWrong: true,
                found: [.init(label: "1", percent: "99 %", share: 99)],
                values: []
            )
        ],
        rest: "1",
        unreadableCount: "1",
        unreadable: [.init(name: "b.png", reason: "not an image")]
    )

    private static let valueMany = ManyImagesView(
        job: bareRow,
        snapshot: "Epoch 1",
        count: "1",
        file: "/tests/x/images.csv",
        columns: [],
        classes: [],
        errors: [.init(name: "angle", mean: "1", rootMeanSquare: "2")],
        images: [
            .init(
                name: "a.png",
                isWrong: false,
                found: [],
                values: [.init(name: "angle", number: "0.25")]
            )
        ],
        unreadableCount: "0",
        unreadable: []
    )

    private static let bareMany = ManyImagesView(
        job: bareRow,
        snapshot: "Epoch 1",
        count: "0",
        file: "/tests/x/images.csv",
        columns: [],
        classes: [],
        errors: [],
        images: [],
        unreadableCount: "0",
        unreadable: []
    )

    private static let fullClassify = ClassifyView(
        job: bareRow,
        imageName: "three.png",
        image: "/tests/x/image.png",
        snapshot: "Epoch 1",
        predictions: [.init(label: "3", percent: "99.00 %", share: 99)],
        values: [],
        isVisual: true,
        visualizations: [
            .init(
                name: "conv1",
                kind: "weights",
                kindTitle: "Weights",
                layerType: "Convolution",
                parameters: "500 learned parameters",
                shape: "20 × 1 × 5 × 5",
                mean: "0",
                deviation: "1",
                picture: "/tests/x/conv1.png",
                bars: [.init(height: 100, count: "500")],
                low: "-1",
                high: "1"
            ),
            .init(
                name: "prob",
                kind: "activations",
                kindTitle: "Activation",
                shape: "10",
                mean: "0",
                deviation: "1",
                bars: [],
                low: "0",
                high: "1"
            ),
        ]
    )

    private static let bareClassify = ClassifyView(
        job: bareRow,
        imageName: "three.png",
        image: "/tests/x/image.png",
        snapshot: "Epoch 1",
        predictions: [],
        values: [.init(name: "angle", number: "0.25")],
        isVisual: false,
        visualizations: []
    )

    private static let fullReport = LayerCheckView.Report(
        layers: [
            .init(
                name: "blank",
                className: "BlankSquareLayer",
                isOfTest: true,
                isWrong: true,
                verdict: "1 wrong",
                findings: [
                    .init(what: "shapes", mark: "ok", sign: "✓", kind: "good", sentence: "10"),
                    .init(
                        what: "gradient",
                        mark: "wrong",
                        sign: "✗",
                        kind: "bad",
                        sentence: "It differs.",
                        traceback: "Traceback"
                    ),
                ]
            )
        ],
        notices: [
            .init(
                title: "Python 2",
                message: "Converted.",
                file: "layers.py",
                text: "import caffe"
            ),
            .init(title: "Python 2", message: "Not converted.", file: "layers.py", text: nil),
        ],
        error: "It ended.",
        log: "last line"
    )

    // MARK: Forms

    private static let root = DataRoot(URL(fileURLWithPath: "/"))

    /// Rows of fields, each with what is wrong with it or none of them.
    private static func rows(
        _ groups: [OptionRow],
        in values: [String: String] = [:],
        wrong: Bool
    ) -> [FormRow] {
        groups.map { group in
            let errors = wrong ? group.options.map { ($0.name, ["It is wrong."]) } : []
            let fields = group.options.map {
                FormField(
                    $0,
                    in: values,
                    errors: Dictionary(uniqueKeysWithValues: errors),
                    dataRoot: root,
                    Words.of(.english)
                )
            }
            return FormRow(fields: fields, isParted: group.isParted)
        }
    }

    private static func field(_ name: String, value: String? = nil, wrong: Bool) -> FormField {
        let options =
            ModelSettings.formOptions + [ModelSettings.networkText, ModelSettings.sentLayerFile]
        let option = options.first { $0.name == name } ?? ModelSettings.networkText
        return FormField(
            option,
            in: value.map { [name: $0] } ?? [:],
            errors: wrong ? [name: ["It is wrong."]] : [:],
            dataRoot: root,
            Words.of(.english)
        )
    }

    private static let fullNewDataset = NewDatasetView(
        task: task,
        ready: [
            .init(name: "a", title: "A", summary: "One.", note: "Of 2016.", isFirst: true),
            .init(name: "b", title: "B", summary: "Another.", note: nil, isFirst: false),
        ],
        notes: [
            .init(name: "a", title: "A", paragraphs: ["A list."], sample: "1.png 2"),
            .init(name: "b", title: "B", paragraphs: ["A folder."], sample: nil),
        ],
        forms: [true, false].map { isFirst in
            .init(
                name: "value-list",
                action: "/datasets/images/regression",
                title: "From a list of images with values",
                isFirst: isFirst,
                rows: rows(
                    ValueListDataset.formGroups + FolderDataset.formGroups,
                    in: isFirst ? ["value_list_file_key": "k", "value_list_file_name": "a"] : [:],
                    wrong: isFirst
                ),
                nameField: field("model_name", wrong: isFirst),
                isResizing: isFirst,
                hasErrors: isFirst,
                otherErrors: isFirst ? ["backend: It is wrong."] : []
            )
        }
    )

    private static let bareNewDataset = NewDatasetView(
        task: task,
        ready: [],
        notes: [],
        forms: []
    )

    private static let fullNewModel = newModel(isFull: true)
    private static let bareNewModel = newModel(isFull: false)

    /// Where there is no data set yet.
    private static var noNewModel: NewModelView {
        var view = newModel(isFull: false)
        view.hasDataset = false
        return view
    }

    private static func newModel(isFull: Bool) -> NewModelView {
        NewModelView(
            task: task,
            isFilled: "\(isFull)",
            hasErrors: isFull,
            otherErrors: isFull ? ["shuffle: It is wrong."] : [],
            datasets: [true, false].map { isDone in
                .init(
                    id: "20260101-000000-0000",
                    name: "Digits",
                    note: isDone ? "28 x 28, grey, 60,000 images" : nil,
                    date: "1 Jan 2026, 00:00",
                    network: "lenet",
                    status: "Done",
                    colour: "success",
                    isDone: isDone,
                    isChecked: isDone
                )
            },
            hasDataset: true,
            networks: [true, false].map {
                .init(
                    id: "lenet",
                    title: "LeNet",
                    summary: "Small.",
                    images: "At least 16 x 16.",
                    isChecked: $0
                )
            },
            isStandard: !isFull,
            isPrevious: isFull,
            isPretrained: isFull,
            isCustom: isFull,
            models: !isFull
                ? []
                : [true, false].map {
                    .init(
                        id: "20260101-000000-0001",
                        title: "LeNet",
                        note: "on Digits, Done",
                        field: "20260101-000000-0001-snapshot",
                        snapshots: [.init(value: "last", label: "Last", isSelected: $0)],
                        isChecked: $0
                    )
                },
            pretrained: !isFull
                ? []
                : [true, false].map {
                    .init(id: "20260101-000000-0002", title: "VGG", note: "224", isChecked: $0)
                },
            layerFile: isFull ? .init(key: "k", name: "layers.py") : nil,
            epochs: field("train_epochs", wrong: isFull),
            rows: rows(ModelSettings.formGroups, wrong: isFull),
            isAdvancedOpen: isFull,
            nameField: field("model_name", wrong: isFull),
            dataset: field("dataset", wrong: isFull),
            networkMethod: field("method", wrong: isFull),
            standardNetworks: field("standard_networks", wrong: isFull),
            previousNetworks: field("previous_networks", wrong: isFull),
            pretrainedNetworks: field("pretrained_networks", wrong: isFull),
            customWeights: field("custom_network_snapshot", wrong: isFull),
            networkText: field("custom_network", value: "name: \"x\"", wrong: isFull),
            serverFile: field("python_layer_server_file", wrong: isFull),
            isFromClient: field(
                "python_layer_from_client",
                value: isFull ? "on" : "",
                wrong: isFull
            ),
            sentFile: field("python_layer_client_file", wrong: isFull)
        )
    }
}
