extension EnglishWords {
    /// What data sets are made from, and what they become.
    static let datasets = """
        dataset.count_test = test images
        dataset.test = test
        explore.test = Test
        fixed.either_way = files are read where they are, or sent
        fixed.no_folders = images come from lists, not from a folder of class folders
        form.hdf5_encoding = HDF5 files hold numbers, not images; choose None or PNG, or LMDB as the backend.
        form.no = No
        form.shares = {{val}} % for validation and {{test}} % for tests leave nothing for training; together they must be below 100 %.
        form.uncounted = This has no effect with the value of {{option}}; change that, or leave this empty.
        form.yes = Yes
        """
}
