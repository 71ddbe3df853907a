public import CremaProto

extension ModelSettings {
    /// What has a place of its own in the form: name, data set, network, layers in Python.
    static let sources: [Setting<ModelSettings>] =
        [
            Setting(nameOption, \.name, place: .page),
            Setting(
                OptionDescription(
                    "dataset",
                    .text,
                    label: "Select dataset",
                    help: "The images that the model learns from. A data set that is still being "
                        + "built may be chosen, too: the model waits for it.",
                    requirement: "Choose a data set."
                ),
                \.dataset,
                place: .page
            ),
            Setting(
                OptionDescription(
                    "method",
                    .choice([
                        .init("standard", "Standard Networks"),
                        .init("previous", "Previous Networks"),
                        .init("pretrained", "Pretrained Networks"),
                        .init("custom", "Custom Network"),
                    ]),
                    label: "Network",
                    help: "Whether the model is one of the standard networks, continues from a "
                        + "model that was trained before, here or elsewhere, or is written in the "
                        + "editor."
                ),
                \.method,
                place: .page
            ),
            Setting(
                OptionDescription(
                    "standard_networks",
                    .choice(StandardNetwork.all.map { .init($0.id, $0.title) }),
                    label: "Standard networks",
                    help: "A network as it was published. Customize copies it into the editor, "
                        + "where it can be changed.",
                    shownWhere: .init("method", is: "standard"),
                    requirement: "Choose a network."
                ),
                \.standardNetwork,
                place: .page
            ),
        ] + weightOptions + layerFileOptions + [
            Setting(
                OptionDescription(
                    "pair",
                    .text,
                    label: "Pair",
                    help: "The model that this one repeats, validated on whole images."
                ),
                \.pair,
                place: .file
            )
        ]

    /// The name that a model is listed by.
    public static let nameOption = OptionDescription(
        "model_name",
        .text,
        label: "Model name",
        help: "The name of the model in lists and in its archive. It can be changed later.",
        placeholder: "LeNet",
        requirement: "A model needs a name."
    )

    /// The field of the model that a new one continues from.
    public static let previousName = "previous_networks"
    /// The field of the pretrained model that a new one starts from.
    public static let pretrainedName = "pretrained_networks"
    /// The field of the path of weights for the network in the editor.
    public static let weightsName = "custom_network_snapshot"

    /// The field of the chosen snapshot of a model.
    public static func snapshotName(of id: String) -> String { "\(id)-snapshot" }

    /// Whether a field is that of the chosen snapshot of some model.
    public static func isSnapshotName(_ name: String) -> Bool {
        name.hasSuffix("-snapshot") && Job.isID(name.dropLast("-snapshot".count))
    }

    /// The path of weights that counts; nil if there is none.
    public var usedWeights: String? {
        method == .custom && !customWeights.isEmpty ? customWeights : nil
    }

    private static let weightOptions: [Setting<ModelSettings>] = [
        Setting(
            OptionDescription(
                previousName,
                .text,
                label: "Previous networks",
                help: "A model of this studio, and the snapshot whose weights training starts "
                    + "from. On another data set the last layer starts anew, as its classes are "
                    + "others; it is then called …_retrain.",
                shownWhere: .init("method", is: "previous"),
                requirement: "Choose a model to continue from."
            ),
            \.previousNetwork,
            place: .page
        ),
        Setting(
            OptionDescription(
                "previous_snapshot",
                .text,
                label: "Snapshot",
                help: "The epoch of the snapshot, best, last, or 0 for none.",
                shownWhere: .init("method", is: "previous")
            ),
            \.previousSnapshot,
            place: .file
        ),
        Setting(
            OptionDescription(
                pretrainedName,
                .text,
                label: "Pretrained networks",
                help: "A network with weights, which training starts from. On a data set of other "
                    + "classes the last layer starts anew; it is then called …_retrain.",
                shownWhere: .init("method", is: "pretrained"),
                requirement: "Choose a pretrained model."
            ),
            \.pretrainedNetwork,
            place: .page
        ),
        Setting(
            OptionDescription(
                weightsName,
                .file,
                label: "Weights to start from",
                help: "The path of a .caffemodel on the studio's machine. Layers with the same "
                    + "names take its weights; the others start anew. Leave it empty to train "
                    + "from the start.",
                placeholder: "weights/squeezenet.caffemodel",
                shownWhere: .init("method", is: "custom")
            ),
            \.customWeights,
            place: .page
        ),
    ]

    private static let layerFileOptions: [Setting<ModelSettings>] = [
        Setting(
            OptionDescription(
                "python_layer_from_client",
                .flag,
                label: "Use client-side file",
                help: "Tick it to upload a file from your computer; otherwise the file is read on "
                    + "the studio's machine."
            ),
            \.layerFile.isFromClient,
            place: .page
        ),
        Setting(
            OptionDescription(
                "python_layer_server_file",
                .file,
                label: "Server-side file",
                help: "The path of a Python file on the studio's machine, with the layers that the "
                    + "network names. Leave it empty if there are none.",
                placeholder: "layers/my_layers.py"
            ),
            \.layerFile.serverPath,
            place: .page
        ),
        Setting(
            OptionDescription(
                "python_layer_client_key",
                .text,
                label: "Kept file",
                help: "Identifies a file that was uploaded before, so that it need not be "
                    + "uploaded again."
            ),
            \.layerFile.clientKey,
            place: .page
        ),
        Setting(
            OptionDescription(
                "python_layer_client_name",
                .text,
                label: "Name of the kept file",
                help: "The name of the file that was uploaded before."
            ),
            \.layerFile.clientName,
            place: .page
        ),
    ]

    /// The text of the network, which the form sends and the job keeps as `original.prototxt`.
    public static let networkText = OptionDescription(
        "custom_network",
        .text,
        label: "Network in prototxt",
        help: "One net for training, validation and use, whose layers differ by the stages train, "
            + "val and deploy. Data layers may be left out: they are made to fit the data set."
    )

    /// The file with layers in Python, which the form sends and the job keeps.
    public static let sentLayerFile = OptionDescription(
        "python_layer_client_file",
        .file,
        label: "Python file",
        help: "A file on your computer with classes derived from caffe.Layer. It is kept with the "
            + "model."
    )

    /// The prototxt that is meant: the editor's, that of the standard network, or the given one of
    /// a previous model.
    ///
    /// Throws if there is none.
    public func network(editor text: String) throws(FormErrors) -> String {
        switch method {
        case .custom where text.allSatisfy(\.isWhitespace):
            throw FormErrors([
                Self.networkText.name: [Phrase("form.write_network")]
            ])
        case .custom, .previous, .pretrained: return text
        case .standard:
            guard let network = task.network(standardNetwork) else {
                throw FormErrors(["standard_networks": [Phrase("form.choose_network")]])
            }
            return network.prototxt
        }
    }
}
