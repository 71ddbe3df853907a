extension EnglishWords {
    /// What becomes of jobs, and why the studio cannot start.
    static let jobs = """
        job.dataset_aborted = The data set cannot be used: “{{name}}” was aborted.
        job.dataset_deleted = The data set cannot be used: it was deleted.
        job.dataset_failed = The data set cannot be used: “{{name}}” failed.
        job.disk_full = The disk is full: what happens cannot be written down until there is room again.
        job.ended_unrecorded = The process ended while no studio was running. The disk is full, so it could not record how.
        job.ended_unwatched = The process ended while no studio was running.
        job.folder_removed = The job's folder was removed while it ran.
        job.note = Note
        job.process_ended = The process {{ending}}.

        ending.exited = ended with exit code {{code}}
        ending.exited_because = ended with exit code {{code}} ({{reason}})
        ending.late = took too long and was ended
        ending.signal = was killed by signal {{signal}}
        ending.signal_4 = was killed by signal 4 (an instruction this processor lacks, or a failed check)
        ending.signal_5 = was killed by signal 5 (a failed check in the program)
        ending.signal_6 = was killed by signal 6 (a library gave up; see the log)
        ending.signal_7 = was killed by signal 7 (a mapped file became shorter; disk full?)
        ending.signal_8 = was killed by signal 8 (a division by zero)
        ending.signal_9 = was killed by signal 9 (out of memory?)
        ending.signal_11 = was killed by signal 11 (native code touched memory that is not its own)
        ending.unknown = ended without a word; an earlier studio had started it

        job_error.damaged = job.json is damaged: {{reason}}
        job_error.dataset_gone = {{folder}}, the data set that the model learned from, is gone, and with it the names of the classes and the mean; put the folder back
        job_error.no_data_layer = {{file}} has no Data layer, so the data set is not known
        job_error.no_drawing = dot -Tsvg did not write a drawing
        job_error.no_graphviz = Graphviz draws networks; install it with "apt-get install graphviz"
        job_error.no_images = {{folder}} is not a data set of images: its dataset.json has no images
        job_error.no_mean = {{file}}, the mean that is subtracted from the model's images, is missing; put the file back
        job_error.no_method = there is no method "{{method}}" to make a data set by
        job_error.no_reason = it gave no reason
        job_error.no_snapshot = {{folder}} has no snapshot "{{snapshot}}"; it has those of the iterations {{known}}
        job_error.no_snapshot_yet = {{folder}} has no snapshot yet; wait for the first one
        job_error.program_failed = {{command}} failed: {{reason}}
        job_error.program_late = {{program}} took longer than {{seconds}} s and was stopped
        job_error.too_large = {{folder}} is damaged: its dataset.json has images of {{width}} x {{height}} pixels, where at most {{limit}} are built; build it again
        job_error.unfinished = {{folder}} is not a finished data set: {{reason}}

        start.cannot_listen = Cannot listen on {{host}}:{{port}}: {{reason}}
        start.no_packages = The studio's pages need {{packages}}: sudo apt-get install {{names}}
        start.no_styles = The studio's styles are missing next to the program; build it again.
        start.no_template = There is no template “{{name}}”.
        start.no_templates = The studio's templates are missing next to the program; build it again.
        start.port_in_use = Port {{port}} on {{host}} is in use; stop what uses it or choose another with --port.
        start.token = {{file}}: the token cannot be written.

        warning.crop = Layer "{{layer}}" crops to {{asked}} pixels, and the images have {{limit}}: the crop is {{limit}}.
        warning.top_k = Layer "{{layer}}" is left out: all {{classes}} classes are among the top {{top}}.
        """
}
