#!/usr/bin/env bash
# Makes the pairs of digits that Models/mnist_siamese learns from, of MNIST's four files:
#   Examples/mnist/create_mnist_siamese.sh FOLDER_OF_FILES [OUTPUT_FOLDER]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
crema=${CREMA:-$root/crema}
files=${1:?the folder of the four files, packed or not}
output=${2:-$root/data/mnist_siamese}

mkdir -p "$output"
pairs() { # PART DB_NAME
  "$crema" convert_mnist_siamese_data -backend lmdb \
    "$files"/"$1"-images*ubyte* "$files"/"$1"-labels*ubyte* "$output/$2"
}
pairs train train_lmdb
pairs t10k test_lmdb
