"""Advice for a module that is missing: how to install it, where that is known."""

from __future__ import annotations

import sys
from typing import Optional

# By the name that is imported, what pip calls the package.
_PACKAGES = {
    "Crypto": "pycryptodome",
    "Image": "Pillow",
    "OpenSSL": "pyOpenSSL",
    "PIL": "Pillow",
    "bs4": "beautifulsoup4",
    "cv": "opencv-python-headless",
    "cv2": "opencv-python-headless",
    "dateutil": "python-dateutil",
    "fitz": "PyMuPDF",
    "google.protobuf": "protobuf",
    "osgeo": "GDAL",
    "pywt": "PyWavelets",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "yaml": "PyYAML",
    "zmq": "pyzmq",
}

# Those whose packages have their own name.
_PLAIN = frozenset(
    "Cython SimpleITK boto3 cupy dill easydict einops flask future h5py imageio imgaug joblib "
    "keras librosa lmdb lxml matplotlib mpi4py msgpack networkx nibabel nltk numba numpy onnx "
    "onnxruntime pandas plyvel psutil pyarrow pycocotools pydicom pydot requests scipy seaborn "
    "shapely simplejson six soundfile sympy tables tensorboard tensorflow tifffile timm torch "
    "torchvision tornado tqdm transformers zarr".split()
)


def advice(module: str) -> Optional[str]:
    """How a module that is not there is installed; None where that is not known."""
    top = module.partition(".")[0]
    package = _PACKAGES.get(module) or _PACKAGES.get(top) or (top if top in _PLAIN else None)
    if package is None:
        return None
    python = sys.executable
    return f"this Python is {python}; `{python} -m pip install {package}` installs it there"
