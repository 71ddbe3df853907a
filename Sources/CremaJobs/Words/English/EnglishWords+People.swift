extension EnglishWords {
    /// Who may do what, and how they sign in.
    static let people = """
        audit.jobs = Jobs
        audit.newer = Newer
        audit.none = Nothing has been changed yet.
        audit.note = Every request that changed something, and every refused one, the newest first. The file is .audit.jsonl in the folder of the jobs.
        audit.older = Older
        audit.pages = Pages of requests
        audit.request = Request
        audit.status = Status
        audit.time = Time
        audit.title = Who changed what
        audit.user = User

        error.no_form_token = The form does not come from a page of this studio that is still valid. Open the page again and send it from there.

        people.busy = Too many people are signing in right now. Try again in a moment.
        people.damaged = {{file}}: the list of users cannot be read, so nobody can sign in. Mend the file or restore it; without it, the studio has no users.
        people.files = The files of a job name folders of this machine, which only those who may train see.
        people.job_of_nobody = “{{name}}” has no owner, so only an administrator may change it.
        people.job_of_other = “{{name}}” belongs to {{owner}}; only {{owner}} or an administrator may change it.
        people.name = Name
        people.name_only = Choose a name; jobs that you make are listed under it.
        people.name_taken = There already is a user “{{name}}”; to change the password or the role, use "password" or "role".
        people.no_memory = There is not enough memory to check a password (64 MiB). Try again later.
        people.no_users = The studio has no users; add one with "crema studio users add".
        people.not_name = A name must have 1 to 64 letters (a to z), digits, “.”, “_” or “-”, found “{{found}}”.
        people.owner = Owner: {{owner}}
        people.password = Password
        people.password_length = A password must have {{least}} to {{most}} bytes, found {{count}}.
        people.role_administer = Only an administrator may do this.
        people.role_train = You may look, but not make or change jobs. An administrator can give you another role.
        people.sign_in = Sign in with your name and password.
        people.sign_out = Sign out
        people.unknown = There is no user “{{name}}”; known are {{known}}.
        people.wait = Too many wrong passwords. Wait {{count}} seconds, then try again.
        people.wait.one = Too many wrong passwords. Wait a second, then try again.
        people.wrong_password = The name or the password is wrong.

        way.here = Open the page
        """
}
