public import Foundation

/// What was requested: the `job.json` of a job folder.
public struct Job: Sendable, Equatable {
    /// What a job makes.
    public enum Kind: String, Codable, Sendable {
        case dataset, model
    }

    /// How it is done.
    public enum Settings: Sendable, Equatable {
        case dataset(DatasetSettings)
        case model(ModelSettings)
    }

    /// Its id, which is its folder's name.
    public var id: String
    /// The name that it is listed by.
    public var name: String
    /// Seconds since 1970.
    public var created: Double
    /// What was requested.
    public var settings: Settings
    /// What somebody noted about it.
    public var notes = ""
    /// The group that it is listed in; empty for none.
    public var group = ""
    /// Words that it is found by.
    public var tags: [String] = []
    /// The name of who made it; empty if nobody gave one.
    public var owner = ""
    /// Fields of `job.json` that this version of Crema makes nothing of, kept as they are.
    private var others: [String: String] = [:]

    /// The name of whoever the current task works for, who is the owner of the jobs that it makes.
    @TaskLocal public static var maker = ""

    /// A new job with an id of its own, called as its settings say.
    public init(_ settings: Settings, now: Date = Date()) {
        self.id = Job.makeID(now: now)
        self.created = now.timeIntervalSince1970
        self.settings = settings
        self.owner = Job.maker
        switch settings {
        case .dataset(let dataset): name = dataset.name
        case .model(let model): name = model.name
        }
    }

    /// What it makes.
    public var kind: Kind {
        switch settings {
        case .dataset: .dataset
        case .model: .model
        }
    }

    /// What it is for.
    public var task: any ImageTask {
        switch settings {
        case .dataset(let dataset): dataset.task
        case .model(let model): model.task
        }
    }

    /// How the data set is made, where it is one.
    public var dataset: DatasetSettings? {
        if case .dataset(let dataset) = settings { dataset } else { nil }
    }

    /// How the model is trained, where it is one.
    public var model: ModelSettings? {
        if case .model(let model) = settings { model } else { nil }
    }

    /// The id of the data set that a model learns from.
    public var datasetID: String? {
        guard let id = model?.dataset, !id.isEmpty else { return nil }
        return id
    }

    /// An id like `20161124-101530-ab12`: the time in UTC and four random digits.
    public static func makeID(now: Date) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "UTC")
        format.dateFormat = "yyyyMMdd-HHmmss"
        let digits = String(UInt16.random(in: 0...UInt16.max), radix: 16)
        return format.string(from: now) + "-"
            + String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// Whether a text has the form of an id, so that it can be part of a path.
    public static func isID(_ text: some StringProtocol) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-")
            }
    }
}

// MARK: - job.json

extension Job: Codable {
    private enum Key: String, CodingKey {
        case id, kind, task, name, created, settings, notes, group, tags, owner
    }

    /// Reads `job.json`, whose settings are texts by DIGITS' names of their fields.
    ///
    /// A text that cannot be read counts as its default. A job that names no task is of the first.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        id = try values.decode(String.self, forKey: .id)
        name = try values.decode(String.self, forKey: .name)
        created = try values.decode(Double.self, forKey: .created)
        notes = try values.decodeIfPresent(String.self, forKey: .notes) ?? ""
        group = try values.decodeIfPresent(String.self, forKey: .group) ?? ""
        tags = try values.decodeIfPresent([String].self, forKey: .tags) ?? []
        owner = try values.decodeIfPresent(String.self, forKey: .owner) ?? ""
        let fields = try values.decode([String: String].self, forKey: .settings)
        let task = try values.decodeIfPresent(String.self, forKey: .task)
        if let task, ImageTaskCatalog.named(task) == nil {
            throw DecodingError.dataCorruptedError(
                forKey: .task,
                in: values,
                debugDescription: "it is a task that this version of Crema does not have"
            )
        }
        switch try values.decode(Kind.self, forKey: .kind) {
        case .dataset: settings = .dataset(DatasetSettings(kept: fields))
        case .model:
            var model = ModelSettings()
            if let task { model.taskName = task }
            _ = model.read(fields)
            settings = .model(model)
        }
        others = fields.filter { settings.fields[$0.key] == nil }
    }

    /// Writes `job.json`.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(id, forKey: .id)
        try values.encode(kind, forKey: .kind)
        try values.encode(task.about.name, forKey: .task)
        try values.encode(name, forKey: .name)
        try values.encode(created, forKey: .created)
        if !notes.isEmpty { try values.encode(notes, forKey: .notes) }
        if !group.isEmpty { try values.encode(group, forKey: .group) }
        if !tags.isEmpty { try values.encode(tags, forKey: .tags) }
        if !owner.isEmpty { try values.encode(owner, forKey: .owner) }
        try values.encode(others.merging(settings.fields) { $1 }, forKey: .settings)
    }
}

extension Job.Settings {
    /// Every value by the name of its field, as `job.json` and forms have them.
    public var fields: [String: String] {
        switch self {
        case .dataset(let dataset): dataset.fields
        case .model(let model): model.fields
        }
    }
}
