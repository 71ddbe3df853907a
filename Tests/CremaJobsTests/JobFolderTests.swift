import CremaData
import CremaEvents
import CremaJobs
import Foundation
import Testing

@Suite struct JobFolderTests {
    @Test func `a job reads back as it was written`() throws {
        try withTemporaryFolder { parent in
            let settings = ModelSettings(name: "数字 \"x\"", dataset: "20161124-101530-ab12")
            let job = Job(.model(settings))
            #expect(Job.isID(job.id))
            let folder = JobFolder(url: parent.appendingPathComponent(job.id))
            try folder.begin(job)
            let read = try folder.job()
            #expect(read == job)
            #expect(folder.size() > 0)
        }
    }

    @Test func `ids sort by time and are not paths`() {
        let id = Job.makeID(now: Date(timeIntervalSince1970: 1_479_982_530))
        #expect(id.hasPrefix("20161124-101530-"))
        #expect(id.count == 20)
        #expect(!Job.isID("../etc") && !Job.isID("") && !Job.isID("a/b"))
    }

    @Test func `the last status counts, and an incomplete line is skipped`() throws {
        try withTemporaryFolder { url in
            let folder = JobFolder(url: url)
            #expect(folder.status() == .initialized)
            try folder.append(.status(.running))
            try folder.append(.progress(task: "train", done: 3, total: 4))
            let handle = try FileHandle(forWritingTo: folder.eventsFile)
            try handle.seekToEnd()
            try handle.write(contentsOf: Data("{\"time\": 1, \"ev".utf8))
            #expect(folder.status() == .running)
            try folder.append(.status(.done))
            #expect(folder.status() == .done)
            #expect(folder.events().count == 3)
        }
    }

    @Test func `snapshots are listed by iteration`() throws {
        try withTemporaryFolder { url in
            for name in ["snapshot_iter_1000", "snapshot_iter_90", "snapshot_iter_x", "other"] {
                try Data().write(to: url.appendingPathComponent("\(name).caffemodel"))
            }
            #expect(JobFolder(url: url).snapshots().map(\.iteration) == [90, 1000])
        }
    }

    @Test func `snapshots in HDF5 are listed too, and one in both formats once`() throws {
        try withTemporaryFolder { url in
            for name in [
                "8.caffemodel.h5", "8.solverstate.h5", "16.caffemodel", "16.caffemodel.h5",
            ] {
                try Data().write(to: url.appendingPathComponent("snapshot_iter_\(name)"))
            }
            #expect(
                JobFolder(url: url).snapshots().map(\.name)
                    == ["snapshot_iter_8.caffemodel.h5", "snapshot_iter_16.caffemodel"]
            )
        }
    }

    @Test func `a data set's folder has what models need`() throws {
        try withTemporaryFolder { url in
            let json = """
                {"width": 28, "height": 20, "channels": 1, "resizeMode": "crop",
                 "counts": {"train": 100, "val": 0}, "classCounts": {"train": [50, 50], "val": []}}
                """
            try Data(json.utf8).write(to: url.appendingPathComponent("dataset.json"))
            try Data("cat\nold dog\n".utf8).write(to: url.appendingPathComponent("labels.txt"))
            let dataset = try DatasetFolder(path: url.path)
            #expect((dataset.width, dataset.height, dataset.trainCount) == (28, 20, 100))
            #expect(dataset.labels == ["cat", "old dog"])
            #expect(dataset.valDatabase == nil)
        }
    }

    @Test func `a folder that is not a data set is refused by name`() throws {
        try withTemporaryFolder { url in
            let error = #expect(throws: JobError.self) { _ = try DatasetFolder(path: url.path) }
            #expect(
                error?.description.hasPrefix("\(url.path) is not a finished data set: ") == true
            )
        }
    }
}
