#!/usr/bin/env bash
# Makes the databases and the mean that Models/cifar10_quick and Models/cifar10_full read, of
# CIFAR-10's six binary files:
#   Examples/cifar10/create_cifar10.sh FOLDER_OF_FILES [OUTPUT_FOLDER]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
crema=${CREMA:-$root/crema}
files=${1:?the folder of data_batch_1.bin to data_batch_5.bin and test_batch.bin}
output=${2:-$root/data/cifar10}

mkdir -p "$output"
"$crema" convert_cifar_data "$files" "$output" lmdb
mv "$output/cifar10_train_lmdb" "$output/train_lmdb"
mv "$output/cifar10_test_lmdb" "$output/test_lmdb"
"$crema" compute_image_mean "$output/train_lmdb" "$output/mean.binaryproto"
