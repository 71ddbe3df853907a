#!/usr/bin/env bash
# Makes train_db and val_db, which lenet_train_test.prototxt reads, of MNIST's four files:
#   Examples/mnist/create_mnist.sh FOLDER_OF_FILES [OUTPUT_FOLDER]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
crema=${CREMA:-$root/crema}
files=${1:?the folder of the four files, packed or not}
output=${2:-$root/Examples/mnist/data}

mkdir -p "$output"
"$crema" convert_mnist_data "$files"/train-images*ubyte* \
  "$files"/train-labels*ubyte* "$output/train_db"
"$crema" convert_mnist_data "$files"/t10k-images*ubyte* "$files"/t10k-labels*ubyte* "$output/val_db"
