import CremaJobs
import Foundation

/// The parts that every page works with.
struct Studio: Sendable {
    let options: StudioOptions
    let store: JobStore
    let queue: JobQueue
    let people: People
    /// Who may use which route.
    let access = RouteAccess()
    /// What each route has answered.
    let requests = RequestCounts()
    let views: Views
    let assets: AssetFolders
    let dataRoot: DataRoot
    let layerFiles: LayerFiles
    /// The lists of images that forms have sent.
    let sentLists: SentFiles
    /// The archives of images that have been sent.
    let sentArchives: SentFiles
    let layerFileChecker: LayerFileChecker
    let layerRunner: LayerRunner
    let imageTester: ImageTester
    let networkCosts: NetworkCosts
    let modelPacker: ModelPacker
    let pretrained: PretrainedModels
    let homeFeed: HomeFeed
    let databases = ImageDatabases()

    /// Reads the folder of jobs, and removes what a studio before was sending, or had received for
    /// forms that were never sent.
    func open() async throws {
        try await store.open()
        JobFolder.removeRemains(in: pretrained.folder)
        Trash(place: pretrained.folder).sweep()
        // Mostly there is none.
        try? FileManager.default.removeItem(at: modelPacker.folder)
        try? FileManager.default.removeItem(at: sentArchives.folder)
        if let token = options.token { try AccessToken.keep(token, in: options.jobsFolder) }
    }
}
