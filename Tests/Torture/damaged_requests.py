"""Damaged requests to every route of a studio, and every page of jobs whose files are damaged.

The studio lists its own routes, and its pages the fields of their forms. Whatever comes, it lives
on, answers soon, and refuses in words: a status of 500 is always our fault, and neither Swift's
errors nor the path of the jobs' folder may be shown.
"""
import random
import re
import select
import socket
import time
from urllib.parse import quote

from outcome import Outcome
from pictures import class_folders
from program import crema
from studio import Studio

FULL = 20_000
FEW = 1500

#: How long an answer may take, in seconds, on a machine that is busy with other things.
LONGEST = 60

NETWORK = """\
layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip"
        inner_product_param { weight_filler { type: "xavier" } } }
layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }
"""

NUMBERS = (
    "-1 0 1 2 5 100000000 2147483647 2147483648 4294967296 9223372036854775807 "
    "9223372036854775808 -9223372036854775808 1e308 -1e308 1e999 nan inf -inf 0.5 1e-320"
).split()
LARGE_LAYER = (
    "layer { name: 'a' type: 'Convolution' "
    "convolution_param { num_output: 4294967295 kernel_size: 2147483647 } }"
)
WORDS = [
    *["", " ", "x", "../..", "/", "/etc/passwd", "/dev/zero", "%00", "\0", "\r\nX-A: b", "'", '"'],
    *["<b>", "{{x}}", "é", "\ud800", "a" * 300, "A" * 20_000, "[" * 500, "layer {" * 200],
    *"on folder mnist custom standard lenet . tar.gz zip train val".split(),
    *["step", "multistep", "sigmoid", "RMSProp", LARGE_LAYER, NETWORK],
]
HEADERS = (
    "Last-Event-ID Range Accept Content-Type Cookie Authorization If-None-Match If-Modified-Since "
    "Origin Sec-Fetch-Site Accept-Encoding Expect Transfer-Encoding Content-Length Host X-Other"
).split()
METHODS = ["GET", "POST", "PUT", "HEAD", "OPTIONS", "PATCH", "TRACE", "QUATSCH"]
QUERIES = ["page", "class", "part", "epoch", "clone", "dataset", "network", "job_id", "token", "x"]

#: What separates the parts of a form.
BOUNDARY = b"crema-torture"

#: What no refusal may show: Swift's and Foundation's own words for errors.
RAW = re.compile(
    r"Error Domain=|NSUnderlying|UserInfo=|Swift\.|fatal error|"
    r"DecodingError|dataCorrupted|keyNotFound|typeMismatch"
)

#: Routes that start programs, which take the longest.
SLOW = (
    "classify_one", "check-layers", "visualize-network", "download", "validate-on-whole-images",
    "classification",
)


class Jobs:
    """A studio with data sets and models: one of each that stays whole, the
    others to be damaged."""

    def __init__(self):
        self.studio = Studio()
        class_folders(self.studio.data / "pictures")
        self.image = next((self.studio.data / "pictures").rglob("*.png"))
        self.datasets = [self.new_dataset() for _ in range(2)]
        self.models = [self.new_model() for _ in range(2)]

    def new_dataset(self):
        return self.made(
            "datasets", dataset_name="d", folder_train="pictures",
            resize_width="8", resize_height="8", resize_channels="1",
        )

    def new_model(self):
        return self.made(
            "models", model_name="m", dataset=self.datasets[0], method="custom",
            custom_network=NETWORK, train_epochs="1",
        )

    def made(self, kind, **fields):
        """The id of a job that was requested by its form, once it is done."""
        job = self.studio.post(f"/{kind}/images/classification.json", **fields)["id"]
        found = self.studio.finished(kind, job)
        assert found["status"] == "Done", self.studio.logs()
        return job

    @property
    def ids(self):
        return self.datasets + self.models

    @property
    def to_damage(self):
        """The folders of the jobs that may be damaged."""
        return [self.studio.jobs / job for job in (self.datasets[1], self.models[1])]

    def routes(self):
        """Method and path of each route, as the studio lists them."""
        listed = crema("studio", "--routes", "--jobs-dir", self.studio.folder / "other")
        assert listed.returncode == 0, listed.stderr
        return [line.split(" ", 1) for line in listed.stdout.splitlines()]

    def fields(self, page):
        """The fields of a page's forms, with their values."""
        tags = re.findall(r"<(?:input|select|textarea)[^>]*>", self.studio.get(page).decode())
        found = {}
        for tag in tags:
            if name := re.search(r'name="([^"]*)"', tag):
                value = re.search(r'value="([^"]*)"', tag)
                found[name[1]] = value[1] if value else ""
        return found


class Requests:
    """Makes requests from a random generator."""

    def __init__(self, jobs, generator):
        self.jobs = jobs
        self.random = generator
        self.routes = jobs.routes()
        pages = [f"/{kind}/images/classification/new" for kind in ("datasets", "models")]
        self.fields = [jobs.fields(page) for page in (*pages, f"/models/{jobs.models[0]}")]

    def value(self):
        """Something that may be the value of anything."""
        return self.random.choice(NUMBERS if self.random.random() < 0.6 else WORDS + self.jobs.ids)

    def path(self, pattern):
        """A route with something in place of its parameters."""
        def part(match):
            name = match[0].strip("{}")
            if name == "id" and self.random.random() < 0.8:
                return self.random.choice(self.jobs.ids)
            usual = {
                "name": ["job.json", "events.jsonl", "create_db.log", "mean.png"],
                "part": ["train", "val"],
                "index": ["0", "3"],
                "format": ["tar.gz", "zip"],
                "file": ["image.png", "00.png"],
                "library": ["bootstrap", "chart"],
            }
            if name in usual and self.random.random() < 0.5:
                return self.random.choice(usual[name])
            return escaped(self.value(), safe="" if self.random.random() < 0.9 else "/.%")
        path = re.sub(r"\{\w+\}|\*\*", part, pattern)
        return path if path.startswith("/") else f"/{path}"

    def query(self):
        if self.random.random() < 0.5:
            return ""
        count = self.random.randint(1, 4)
        pairs = [f"{self.random.choice(QUERIES)}={escaped(self.value())}" for _ in range(count)]
        return "?" + "&".join(pairs)

    def form(self):
        """The type and the bytes of a form, with a few fields changed."""
        fields = dict(self.random.choice(self.fields))
        names = sorted(fields)
        for _ in range(self.random.randint(0, 8)):
            fields[self.random.choice(names)] = self.value()
        for _ in range(self.random.choice([0, 0, 1, 3])):
            fields.pop(self.random.choice(names), None)
        encoded = {name: value.encode("utf-8", "surrogatepass") for name, value in fields.items()}
        if self.random.random() < 0.3:
            pairs = [quote(name) + "=" + quote(value) for name, value in encoded.items()]
            return "application/x-www-form-urlencoded", "&".join(pairs).encode()
        parts = [form_part(b'name="%s"' % name.encode(), value) for name, value in encoded.items()]
        for name in (b"image_file", b"python_layer_client_file"):
            if self.random.random() < 0.15:
                isImage = self.random.random() < 0.5
                data = self.jobs.image.read_bytes() if isImage else self.random.randbytes(200)
                parts.append(form_part(b'name="%s"; filename="a.png"' % name, data))
        body = b"".join(parts) + b"--%s--\r\n" % BOUNDARY
        return f"multipart/form-data; boundary={BOUNDARY.decode()}", body

    def body(self):
        kind, body = self.form()
        if self.random.random() < 0.2:
            body = damaged(body, self.random)
        if self.random.random() < 0.1:
            kind = self.value()
        if self.random.random() < 0.02:
            body = b"a=1&" * 300_000
        return kind, body

    def route(self):
        """A route that deletes nothing, of the slow ones only every fourth."""
        while True:
            method, pattern = self.random.choice(self.routes)
            if method == "DELETE":
                continue
            if not any(word in pattern for word in SLOW) or self.random.random() < 0.25:
                return method, pattern

    def next(self):
        """One request: a line that names it, and its bytes."""
        if self.random.random() < 0.03:
            head = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
            return "bytes", damaged(head, self.random)
        method, pattern = self.route()
        if self.random.random() < 0.08:
            method = self.random.choice(METHODS)
        path = self.path(pattern) + self.query()
        if self.random.random() < 0.3 and "?" not in path:
            path += ".json"
        headers = {"Host": self.jobs.studio.address.split("//")[1]}
        body = b""
        if method in ("POST", "PUT", "PATCH"):
            headers["Content-Type"], body = self.body()
            headers["Content-Length"] = str(len(body))
        for _ in range(self.random.choice([0, 0, 0, 1, 2])):
            headers[self.random.choice(HEADERS)] = self.value()
        return request(method, path, headers, body)

    def delete(self):
        """A request to delete what is not a job."""
        name = self.value()
        while name in self.jobs.ids:
            name = self.value()
        headers = {"Host": self.jobs.studio.address.split("//")[1]}
        return request("DELETE", f"/jobs/{escaped(name, safe='')}", headers, b"")


def escaped(value, safe="/"):
    """A value as a part of an address, half of a surrogate pair included."""
    return quote(value.encode("utf-8", "surrogatepass"), safe=safe)


def form_part(disposition, value):
    """A part of a form of several parts."""
    head = b"--%s\r\nContent-Disposition: form-data; %s" % (BOUNDARY, disposition)
    return b"%s\r\n\r\n%s\r\n" % (head, value)


def request(method, path, headers, body):
    """A request's name and its bytes, with values in its headers that no library would send."""
    fields = [f"{name}: {value}" for name, value in headers.items()]
    lines = [f"{method} {path} HTTP/1.1", *fields, "Connection: close"]
    head = "\r\n".join(lines).encode("utf-8", "surrogatepass") + b"\r\n\r\n"
    return f"{method} {path[:300]} {body[:500]!r}", head + body


def is_whole(data):
    """Whether a request is as long as its head claims, so that nobody need wait for more."""
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = re.findall(rb"(?im)^content-length: *(.*?) *\r?$", head)
    isPlain = not re.search(rb"(?im)^(transfer-encoding|expect):", head)
    return isPlain and all(length == str(len(body)).encode() for length in lengths)


def damaged(data, generator):
    """Bytes with a few damages."""
    data = bytearray(data)
    for _ in range(generator.choice([1, 1, 1, 2, 4])):
        place = generator.randint(0, len(data))
        kind = generator.randrange(6)
        if kind == 0:
            del data[place:]
        elif kind == 1:
            del data[place:place + generator.randint(1, 40)]
        elif kind == 2:
            data[place:place] = generator.randbytes(generator.randint(1, 8))
        elif kind == 3:
            pieces = [b"{", b"[", b'"', b"null", b"[]", b"{}", b"\0" * 8, b"\xff" * 8]
            data[place:place + 8] = generator.choice(pieces)
        else:
            found = list(re.finditer(rb"-?\d+(?:\.\d+)?", data[:1 << 20]))
            if found:
                number = generator.choice(found)
                data[number.start():number.end()] = generator.choice(NUMBERS).encode()
    return bytes(data)


class Client:
    """Sends requests, and keeps in an outcome what is wrong with the answers."""

    def __init__(self, jobs, outcome):
        self.jobs = jobs
        self.outcome = outcome
        host, port = jobs.studio.address.split("//")[1].split(":")
        self.place = (host, int(port))

    def send(self, name, data):
        """Sends a request; whether the studio lives."""
        self.outcome.tried += 1
        start = time.monotonic()
        try:
            answer = self.answer(data, isWhole=name != "bytes" and is_whole(data))
        except TimeoutError:
            self.lose(name, f"no answer in {LONGEST} s")
            answer = b""
        except OSError as error:
            # Whoever sends nonsense may be hung up on, by a studio that lives.
            answer = b""
            self.count(f"hung up on ({type(error).__name__})")
        if self.jobs.studio.process.poll() is not None:
            studio = self.jobs.studio
            status, log = studio.process.returncode, studio.logs()[-1500:]
            self.lose(name, f"the studio ended with {status}: {log}")
            return False
        self.look(name, answer, time.monotonic() - start)
        return True

    def answer(self, data, isWhole):
        """The bytes of an answer; of one that has no end, those that come at first.

        Whoever sends what may not be a whole request closes its side at the end.
        """
        with socket.create_connection(self.place, timeout=LONGEST) as connection:
            answer = b""
            try:
                connection.sendall(data)
            except (BrokenPipeError, ConnectionResetError):
                pass
            if not isWhole:
                connection.shutdown(socket.SHUT_WR)
            deadline = time.monotonic() + LONGEST
            while True:
                isStream = b"text/event-stream" in answer[:2000]
                left = 0.05 if isStream else deadline - time.monotonic()
                ready, _, _ = select.select([connection], [], [], max(0, left))
                if not ready:
                    if isStream:
                        return answer
                    raise TimeoutError
                piece = connection.recv(1 << 16)
                if not piece:
                    return answer
                answer += piece

    def look(self, name, answer, seconds):
        """Notes what is wrong with an answer."""
        status = re.match(rb"HTTP/1\.1 (\d+)", answer)
        if not answer:
            return self.count("answered by nothing")
        if not status:
            return self.lose(name, f"not HTTP: {answer[:200]}")
        code = int(status[1])
        self.count(f"with status {code}")
        text = answer.partition(b"\r\n\r\n")[2].decode(errors="replace")
        if code >= 500 and code not in (503, 507):
            self.lose(name, f"{code}: {text[:600]}")
        raw = RAW.search(text) or re.search(re.escape(str(self.jobs.studio.jobs)), text)
        if code >= 400 and raw:
            self.lose(name, f"{code}, raw: {text[max(0, raw.start() - 100):raw.end() + 200]}")

    def count(self, what):
        self.outcome.counts[what] = self.outcome.counts.get(what, 0) + 1

    def lose(self, name, why):
        self.outcome.lost.append(f"{name}: {why}")


def pages_of(job, routes):
    """What is shown of a job."""
    for method, pattern in routes:
        if method == "GET" and "{id}" in pattern and not pattern.startswith("/tests"):
            values = {"{id}": job, "{part}": "train", "{index}": "1", "{format}": "tar"}
            yield re.sub(r"\{\w+\}", lambda match: values.get(match[0], "job.json"), pattern)
    yield from ["/", "/index.json", f"/models/{job}.json", f"/datasets/{job}.json"]
    yield f"/models/images/classification/new?clone={job}"


def damage_files(jobs, requests, client, generator):
    """Damages a file of a job, requests every page, and brings the file back;
    whether the studio lives."""
    folder = generator.choice(jobs.to_damage)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    file = generator.choice(files)
    before = file.read_bytes()
    if generator.random() < 0.1:
        file.unlink()
    else:
        file.write_bytes(damaged(before, generator))
    headers = {"Host": jobs.studio.address.split("//")[1]}
    pages = pages_of(folder.name, requests.routes)
    hits = (request("GET", page, headers, b"") for page in pages)
    lives = all(client.send(f"{file.name} damaged, {name}", data) for name, data in hits)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(before)
    return lives


def torture(count, seed):
    generator = random.Random(seed)
    outcome = Outcome()
    jobs = Jobs()
    try:
        client = Client(jobs, outcome)
        requests = Requests(jobs, generator)
        while outcome.tried < count and len(outcome.lost) < 20:
            draw = generator.random()
            if draw < 0.02:
                lives = damage_files(jobs, requests, client, generator)
            else:
                lives = client.send(*(requests.delete() if draw < 0.04 else requests.next()))
            if not lives:
                break
    finally:
        jobs.studio.stop()
    return outcome
