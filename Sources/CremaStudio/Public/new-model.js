import { networkEditor } from "./network-editor.js";
import { request } from "./requests.js";
import { word } from "./words.js";

const form = document.getElementById("model-form");
if (form) start();

function start() {
  const editor = networkEditor(form);
  const { showError } = editor;
  const method = document.getElementById("method");

  // The tab that is open says where the network comes from.
  for (const tab of document.querySelectorAll("[data-method]")) {
    tab.addEventListener("shown.bs.tab", () => {
      method.value = tab.dataset.method;
      editor.refresh();
      proposeName();
      document.dispatchEvent(new Event("network"));
    });
  }

  for (const link of document.querySelectorAll("[data-customize]")) {
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      if (!(await mayReplace())) return;
      const name = link.dataset.customize;
      document.getElementById(`network-${name}`).checked = true;
      const reply = await request(`/models/customize?network=${name}&framework=caffe`, {
        method: "POST",
        headers: { Accept: "application/json" },
      });
      editor.setValue((await reply.json()).network);
      showError("");
      bootstrap.Tab.getOrCreateInstance(document.getElementById("tab-custom")).show();
    });
  }

  /** Whether the network may be replaced: asks where one was written and not sent. */
  async function mayReplace() {
    if (!editor.isEdited()) return true;
    const question = document.getElementById("replace-network");
    question.returnValue = "";
    question.showModal();
    await new Promise((answered) => {
      question.addEventListener("close", answered, { once: true });
    });
    return question.returnValue === "replace";
  }

  // MARK: Visualize

  const drawing = document.getElementById("drawing");
  const image = document.getElementById("drawing-image");
  let address;

  document.getElementById("visualize").addEventListener("click", async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    const reply = await request("/models/visualize-network?framework=caffe", {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new FormData(form),
    });
    const answer = await reply.json().catch(() => ({
      error: { message: word("script.status", { status: reply.status }) },
    }));
    button.disabled = false;
    if (!reply.ok) {
      drawing.hidden = true;
      showError(answer.error.message, answer.line);
      return;
    }
    showError("");
    if (address) URL.revokeObjectURL(address);
    address = URL.createObjectURL(new Blob([answer.svg], { type: "image/svg+xml" }));
    image.src = address;
    drawing.hidden = false;
    editor.refresh();
  });
  document.getElementById("drawing-close").addEventListener("click", () => {
    drawing.hidden = true;
    editor.refresh();
  });
  document.getElementById("drawing-open").addEventListener("click", () => {
    window.open(address, "crema-network", "width=720,height=900");
  });

  // What the check of layers holds against the form is marked where it is.
  document.addEventListener("problem", ({ detail: { field, words, line } }) => {
    form.elements[field]?.classList?.add("is-invalid");
    if (field === "custom_network" && line) {
      bootstrap.Tab.getOrCreateInstance(document.getElementById("tab-custom")).show();
      showError(words, line);
    }
  });

  // MARK: What fits the data set

  const nameField = form.elements.model_name;
  const checked = (name) => form.querySelector(`[name="${name}"]:checked`);
  let isNetworkChosen = method.value !== "standard" || form.dataset.isFilled === "true";
  let proposedName = "";

  /** The name of the network that is chosen or written. */
  function networkName() {
    const fields = {
      standard: "standard_networks",
      previous: "previous_networks",
      pretrained: "pretrained_networks",
    };
    const field = fields[method.value];
    if (field) return checked(field)?.dataset.title;
    return editor.getValue().match(/^\s*name\s*:\s*"([^"\n]+)"/m)?.[1];
  }

  /** Names the model, unless someone has. */
  function proposeName() {
    if (nameField.value !== proposedName) return;
    const network = networkName();
    const dataset = checked("dataset")?.dataset.title;
    proposedName = network && dataset ? word("script.model_name", { network, dataset }) : "";
    nameField.value = proposedName;
  }

  /** Marks the network that fits the chosen data set. */
  function showFitting() {
    const fitting = checked("dataset")?.dataset.network;
    for (const mark of form.querySelectorAll("[data-fits]")) {
      mark.hidden = mark.dataset.fits !== fitting;
    }
  }

  form.addEventListener("change", ({ target }) => {
    if (target.name === "standard_networks") isNetworkChosen = true;
    if (target.name === "dataset" && !isNetworkChosen && target.dataset.network) {
      document.getElementById(`network-${target.dataset.network}`).checked = true;
    }
    showFitting();
    proposeName();
  });
  editor.on("change", proposeName);
  showFitting();
  proposeName();

  // MARK: The snapshots of a model to continue from

  for (const list of document.querySelectorAll("[data-snapshots-of]")) {
    const id = list.dataset.snapshotsOf;
    const addEpochs = async () => {
      list.removeEventListener("focus", addEpochs);
      document.getElementById(`model-${id}`).removeEventListener("change", addEpochs);
      const reply = await request(`/models/${id}.json`).catch(() => undefined);
      const { snapshots = [] } = reply?.ok ? await reply.json() : {};
      const known = new Set([...list.options].map((option) => option.value));
      for (const epoch of snapshots.reverse()) {
        if (known.has(String(epoch))) continue;
        list.add(new Option(word("script.epoch", { epoch }), String(epoch)));
      }
    };
    list.addEventListener("focus", addEpochs);
    list.addEventListener("change", () => {
      document.getElementById(`model-${id}`).checked = true;
    });
    document.getElementById(`model-${id}`).addEventListener("change", addEpochs);
  }

  // MARK: The file with layers in Python

  function showFile() {
    const isClient = form.elements.python_layer_from_client.checked;
    document.getElementById("client-file").hidden = !isClient;
    document.getElementById("server-file").hidden = isClient;
  }
  form.addEventListener("change", showFile);
  showFile();

  document.getElementById("python_layer_client_file").addEventListener("change", () => {
    const kept = document.getElementById("kept-file");
    if (kept) kept.hidden = true;
  });
}
