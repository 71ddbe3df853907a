#include <hdf5.h>
#include <hdf5_hl.h>

// HDF5 names its types and property lists by macros that call a function first; Swift sees functions only.
static inline hid_t crema_h5_native_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t crema_h5_native_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t crema_h5_native_int(void) { return H5T_NATIVE_INT; }
static inline hid_t crema_h5_c_string(void) { return H5T_C_S1; }
static inline hid_t crema_h5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t crema_h5_link_create(void) { return H5P_LINK_CREATE; }
