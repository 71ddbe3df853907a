#pragma once

#include <hdf5.h>

// HDF5 names its types, property lists and versioned functions by macros; Swift sees functions and constants only.

static const hid_t crema_h5_default = H5P_DEFAULT;
static const hid_t crema_h5_whole = H5S_ALL;
static const hsize_t crema_h5_unlimited = H5S_UNLIMITED;

static inline hid_t crema_h5_native_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t crema_h5_native_int(void) { return H5T_NATIVE_INT; }
static inline hid_t crema_h5_c_string(void) { return H5T_C_S1; }

static inline hid_t crema_h5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t crema_h5_dataset_create(void) { return H5P_DATASET_CREATE; }
