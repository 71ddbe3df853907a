/// The tables of running jobs, of models and of data sets.
struct HomeView: View {
    static let template = "Home"

    /// The tables, in the order of the page.
    var tables: [HomeTable]
    /// What is searched for; nil where there is nothing to be searched.
    var search: Search?
    /// How many pretrained models there are, in words; nil if there is none.
    var pretrained: String?
    /// The state that the page shows, from which its events go on.
    var version: String
    /// The groups that jobs are in.
    var groups: [String]

    /// The search, and what else narrows the tables.
    struct Search: Sendable {
        var text: String
        var filters: [Filter]
    }

    /// A group or a tag that is shown alone, and the address of the page without it.
    struct Filter: Sendable {
        var words: String
        var address: String
    }
}

/// A table of jobs.
struct HomeTable: Sendable {
    var id: String
    var title: String
    /// How many jobs it has, on all its pages.
    var count: String
    /// What makes a new one.
    var new: Link?
    /// What is shown in place of the table.
    var invitation: Invitation?
    /// What is shown where the search finds none.
    var nothing: String?
    var columns: [Column] = []
    var choices: [Choice] = []
    var rows: [HomeRow] = []
    var pages: Pages?

    struct Link: Sendable {
        var words: String
        var address: String
    }

    /// What to do where there is no job yet.
    struct Invitation: Sendable {
        var lead: String
        var about: String
        var button: Link?
    }

    /// The heading of a column.
    struct Column: Sendable {
        var heading: String
        var style: String
        /// How the table is sorted by it, as ARIA has it; nil if it is not.
        var order: String?
        /// The arrow, with its place among those of several columns.
        var mark: String?
        /// The page sorted by it, and by it as well as by the others.
        var sortAddress: String
        var addAddress: String
    }

    /// A column that can be shown.
    struct Choice: Sendable {
        var column: String
        var heading: String
        var isShown: Bool
    }

    /// Where in the table the page is.
    struct Pages: Sendable {
        var words: String
        var previous: String?
        var next: String?
    }
}

/// A job as a row of a table.
struct HomeRow: Sendable {
    var id: String
    /// The table that lists it once it is over.
    var kind: String
    var name: String
    var path: String
    /// The group that begins with it, where the table is sorted by group.
    var groupHeading: String?
    var tags: [HomeTable.Link]
    /// What is wrong with it.
    var trouble: String?
    /// What it waits for.
    var wait: String?
    var cells: [HomeCell]
}

/// What a row shows in a column; one of these, or nothing.
struct HomeCell: Sendable {
    /// The class of its style.
    var style = ""
    var words: String?
    var sparkline: String?
    var link: HomeTable.Link?
    var badge: Badge?
    var bar: Bar?

    struct Badge: Sendable {
        var words: String
        /// Bootstrap's colour.
        var colour: String
    }

    struct Bar: Sendable {
        var percent: Int
        /// Bootstrap's colour.
        var colour: String
        var time: String
    }
}

/// Rows that have changed, for pages that show them already.
struct HomeRowsView: View {
    static let template = "HomeRows"

    var rows: [HomeRow]
}
