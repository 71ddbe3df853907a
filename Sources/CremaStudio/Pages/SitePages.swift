import Hummingbird

/// A page: its routes and what answers them.
protocol Page: SendableMetatype {
    init(studio: Studio)
    var studio: Studio { get }
    func addRoutes(to router: Router<StudioContext>)
}

/// Every page of the studio.
enum SitePages {
    static let all: [any Page.Type] = [
        HomePage.self, NewDatasetPage.self, DatasetPage.self, ExplorePage.self, VersionPage.self,
        PathSuggestions.self, ArchivePage.self, ResizeExamplePage.self, ClonePage.self,
        NewModelPage.self, NetworkTools.self, NetworkCostPage.self, LayerChecks.self,
        ComparePage.self, ModelPage.self, CurvesPage.self, PretrainedPage.self, ClassifyPage.self,
        ManyImagesPage.self, DownloadPage.self, JobEventsPage.self, JobActions.self,
        TrainingActions.self, SelectedJobs.self, JobTables.self, LanguagePage.self,
        SettingsPage.self, AuditPage.self, SignInPage.self, GuidePage.self, MetricsPage.self,
        OpenAPIPage.self, APIPage.self, AssetFiles.self,
    ]
}
